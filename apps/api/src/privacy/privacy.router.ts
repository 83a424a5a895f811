import * as contracts from '@doorstep/contracts/privacy';
import { implement, router } from '../http/trpc.ts';
import { cancelErasure, getErasure, requestErasure } from './erasure.service.ts';

export const privacyRouter = router({
  requestErasure: implement(contracts.requestErasure).mutation(({ ctx, input }) =>
    requestErasure(ctx.scope, ctx.dependencies, input),
  ),
  getErasure: implement(contracts.getErasure).query(({ ctx }) => getErasure(ctx.scope)),
  cancelErasure: implement(contracts.cancelErasure).mutation(({ ctx }) => cancelErasure(ctx.scope, ctx.dependencies)),
});
