import * as contracts from '@doorstep/contracts/address-proof';
import { implement, router } from '../http/trpc.ts';
import {
  addressProofExists,
  approveAddressProof,
  getAddressProof,
  rejectAddressProof,
} from './address-proof.service.ts';
import { listAddressProofs } from './address-proof-list.service.ts';

const row = addressProofExists;

export const addressProofRouter = router({
  list: implement(contracts.listAddressProofs).query(({ ctx, input }) =>
    listAddressProofs(ctx.scope, ctx.dependencies, input),
  ),
  get: implement(contracts.getAddressProof, { row }).query(({ ctx, input }) =>
    getAddressProof(ctx.scope, ctx.dependencies.links, input.id),
  ),
  approve: implement(contracts.approveAddressProof, { row }).mutation(({ ctx, input }) =>
    approveAddressProof(ctx.scope, ctx.dependencies, input),
  ),
  reject: implement(contracts.rejectAddressProof, { row }).mutation(({ ctx, input }) =>
    rejectAddressProof(ctx.scope, ctx.dependencies, input),
  ),
});
