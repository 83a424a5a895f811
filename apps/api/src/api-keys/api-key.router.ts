import * as contracts from '@doorstep/contracts/api-key';
import { implement, router } from '../http/trpc.ts';
import {
  apiKeyExists,
  createApiKey,
  getApiKey,
  listApiKeys,
  revokeApiKey,
  rotateApiKey,
  updateApiKey,
} from './api-key.service.ts';

const row = apiKeyExists;

export const apiKeyRouter = router({
  list: implement(contracts.listApiKeys).query(({ ctx, input }) => listApiKeys(ctx.scope, ctx.dependencies, input)),
  create: implement(contracts.createApiKey).mutation(({ ctx, input }) =>
    createApiKey(ctx.scope, ctx.dependencies, input),
  ),
  get: implement(contracts.getApiKey, { row }).query(({ ctx, input }) =>
    getApiKey(ctx.scope, ctx.dependencies, input.id),
  ),
  update: implement(contracts.updateApiKey, { row }).mutation(({ ctx, input }) =>
    updateApiKey(ctx.scope, ctx.dependencies, input),
  ),
  revoke: implement(contracts.revokeApiKey, { row }).mutation(({ ctx, input }) =>
    revokeApiKey(ctx.scope, ctx.dependencies, input),
  ),
  rotate: implement(contracts.rotateApiKey, { row }).mutation(({ ctx, input }) =>
    rotateApiKey(ctx.scope, ctx.dependencies, input),
  ),
});
