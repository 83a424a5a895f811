import type { OperatorScope, WriteClient } from '@doorstep/database/operator-scope';
import { rescheduleFrom, type WebhookRow } from '../webhooks/webhook.statements.ts';

/** A webhook as an operator sees it. */
export type ListedWebhook = Pick<WebhookRow, 'id' | 'url' | 'types' | 'failingSince'> & {
  status: string;
  scheduledTo: bigint;
};

/** Lists the webhooks of a tenant, newest first. */
export const listWebhooksOf = (operator: OperatorScope, tenantId: string): Promise<ListedWebhook[]> =>
  operator.read((db) => db.webhook.findMany({ where: { tenantId }, orderBy: { createdAt: 'desc' } }));

/**
 * Records a test event, which the running server sends to this webhook alone. Throws an error for the operator if the tenant
 * has no such webhook, or if it is disabled.
 */
export const testWebhookOf = (operator: OperatorScope, tenantId: string, id: string): Promise<void> =>
  operator.change(async (tx) => {
    await assertEnabled(tx, tenantId, id);
    return { result: undefined, audit: { action: 'webhook.tested', tenantId, entityId: id } };
  });

/**
 * Lets the running server send all events from a place on again. Throws an error for the operator if `from` is not a place in
 * the trail, and as {@link testWebhookOf} does.
 */
export const replayWebhookOf = (
  operator: OperatorScope,
  tenantId: string,
  { id, from }: { id: string; from: string },
): Promise<void> =>
  operator.change(async (tx) => {
    await assertEnabled(tx, tenantId, id);
    const newest = await tx.auditSeal.findFirst({ where: { tenantId }, orderBy: { position: 'desc' } });
    const last = Number(newest?.position ?? 0);
    if (!/^[1-9]\d{0,15}$/.test(from) || Number(from) > last) {
      throw new Error(`--from must be a sequence from 1 to ${last}.`);
    }
    // One statement, because the running server moves the webhook at the same time.
    await tx.$executeRawUnsafe(rescheduleFrom.text, tenantId, id, Number(from), new Date());
    return { result: undefined, audit: { action: 'webhook.replayed', tenantId, entityId: id } };
  });

const assertEnabled = async (tx: WriteClient, tenantId: string, id: string): Promise<void> => {
  const webhook = await tx.webhook.findFirst({ where: { tenantId, id } });
  if (!webhook) throw new Error(`The tenant has no webhook ${id}.`);
  if (webhook.status !== 'enabled') throw new Error(`The webhook ${id} is disabled. Its staff or a key can enable it.`);
};
