import * as contracts from '@doorstep/contracts/tenant';
import { implement, router } from '../http/trpc.ts';
import { getTenant } from './tenant.service.ts';

export const tenantRouter = router({
  get: implement(contracts.getTenant).query(({ ctx }) => getTenant(ctx.scope, ctx.dependencies.config)),
});
