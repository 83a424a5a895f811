import * as contracts from '@doorstep/contracts/export';
import { implement, router } from '../http/trpc.ts';
import { createExport, endExport, exportExists, getExport, listExports } from './export.service.ts';

const row = exportExists;

export const exportRouter = router({
  list: implement(contracts.listExports).query(({ ctx, input }) => listExports(ctx.scope, ctx.dependencies, input)),
  create: implement(contracts.createExport).mutation(({ ctx, input }) =>
    createExport(ctx.scope, ctx.dependencies, input),
  ),
  get: implement(contracts.getExport, { row }).query(({ ctx, input }) =>
    getExport(ctx.scope, ctx.dependencies, input.id),
  ),
  end: implement(contracts.endExport, { row }).mutation(({ ctx, input }) =>
    endExport(ctx.scope, ctx.dependencies, input.id),
  ),
});
