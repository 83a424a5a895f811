import * as contracts from '@doorstep/contracts/event';
import { implement, router } from '../http/trpc.ts';
import { listEvents } from './event.service.ts';

export const eventRouter = router({
  list: implement(contracts.listEvents).query(({ ctx, input }) =>
    listEvents(ctx.scope, ctx.dependencies, input, ctx.localizeFaults),
  ),
});
