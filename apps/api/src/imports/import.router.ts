import * as contracts from '@doorstep/contracts/import';
import { implement, router } from '../http/trpc.ts';
import { cancelImport, createImport, getImport, importExists, listImports } from './import.service.ts';

const row = importExists;

export const importRouter = router({
  create: implement(contracts.createImport).mutation(({ ctx, input }) =>
    createImport(ctx.scope, ctx.dependencies, input, ctx.localizeFaults),
  ),
  list: implement(contracts.listImports).query(({ ctx, input }) =>
    listImports(ctx.scope, ctx.dependencies, input, ctx.localizeFaults),
  ),
  get: implement(contracts.getImport, { row }).query(({ ctx, input }) =>
    getImport(ctx.scope, input.id, ctx.localizeFaults),
  ),
  cancel: implement(contracts.cancelImport, { row }).mutation(({ ctx, input }) =>
    cancelImport(ctx.scope, ctx.dependencies, input.id),
  ),
});
