import * as contracts from '@doorstep/contracts/profile';
import { implement, router } from '../http/trpc.ts';
import { getProfile, updateProfile } from './profile.service.ts';

export const profileRouter = router({
  get: implement(contracts.getProfile).query(({ ctx }) => getProfile(ctx.scope, ctx.dependencies.links)),
  update: implement(contracts.updateProfile).mutation(({ ctx, input }) =>
    updateProfile(ctx.scope, ctx.dependencies, input),
  ),
});
