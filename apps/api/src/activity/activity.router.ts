import * as contracts from '@doorstep/contracts/activity';
import { implement, router } from '../http/trpc.ts';
import { listActivity } from './activity.service.ts';

export const activityRouter = router({
  list: implement(contracts.listActivity).query(({ ctx, input }) => listActivity(ctx.scope, ctx.dependencies, input)),
});
