import * as contracts from '@doorstep/contracts/address-rule';
import { implement, router } from '../http/trpc.ts';
import { getAddressRule, listAddressRules } from './address-rule.service.ts';

export const addressRuleRouter = router({
  list: implement(contracts.listAddressRules).query(async ({ ctx }) => listAddressRules(ctx.languages())),
  get: implement(contracts.getAddressRule).query(async ({ ctx, input }) =>
    getAddressRule(input.country, ctx.languages()),
  ),
});
