import * as contracts from '@doorstep/contracts/webhook';
import { implement, router } from '../http/trpc.ts';
import { listDeliveries, replayWebhook, retryDelivery, testWebhook } from './delivery.service.ts';
import {
  createWebhook,
  deleteWebhook,
  enableWebhook,
  getWebhook,
  listWebhooks,
  rotateWebhookSecret,
  updateWebhook,
  webhookExists,
} from './webhook.service.ts';

const row = webhookExists;

export const webhookRouter = router({
  list: implement(contracts.listWebhooks).query(({ ctx, input }) => listWebhooks(ctx.scope, ctx.dependencies, input)),
  create: implement(contracts.createWebhook).mutation(({ ctx, input }) =>
    createWebhook(ctx.scope, ctx.dependencies, input),
  ),
  get: implement(contracts.getWebhook, { row }).query(({ ctx, input }) =>
    getWebhook(ctx.scope, ctx.dependencies, input.id),
  ),
  update: implement(contracts.updateWebhook, { row }).mutation(({ ctx, input }) =>
    updateWebhook(ctx.scope, ctx.dependencies, input),
  ),
  delete: implement(contracts.deleteWebhook, { row }).mutation(({ ctx, input }) => deleteWebhook(ctx.scope, input)),
  rotateSecret: implement(contracts.rotateWebhookSecret, { row }).mutation(({ ctx, input }) =>
    rotateWebhookSecret(ctx.scope, ctx.dependencies, input),
  ),
  test: implement(contracts.testWebhook, { row }).mutation(({ ctx, input }) => testWebhook(ctx.scope, input.id)),
  enable: implement(contracts.enableWebhook, { row }).mutation(({ ctx, input }) =>
    enableWebhook(ctx.scope, ctx.dependencies, input),
  ),
  replay: implement(contracts.replayWebhook, { row }).mutation(({ ctx, input }) =>
    replayWebhook(ctx.scope, ctx.dependencies, input),
  ),
  deliveries: implement(contracts.listDeliveries, { row }).query(({ ctx, input }) =>
    listDeliveries(ctx.scope, ctx.dependencies, input),
  ),
  retryDelivery: implement(contracts.retryDelivery, { row }).mutation(({ ctx, input }) =>
    retryDelivery(ctx.scope, ctx.dependencies, input),
  ),
});
