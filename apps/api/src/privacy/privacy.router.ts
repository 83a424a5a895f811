import * as contracts from '@doorstep/contracts/privacy';
import { implement, router } from '../trpc.ts';
import { cancelErasure, requestErasure } from './erasure.service.ts';

export const privacyRouter = router({
  requestErasure: implement(contracts.requestErasure).mutation(({ ctx, input }) =>
    requestErasure(ctx.scope, ctx.dependencies, input),
  ),
  cancelErasure: implement(contracts.cancelErasure).mutation(({ ctx }) => cancelErasure(ctx.scope, ctx.dependencies)),
});
