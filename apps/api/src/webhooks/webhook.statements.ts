import type { Row } from '@doorstep/database/row';
import { column, command, insertInto, selectFrom, statement, updateOf } from '@doorstep/database/statement';

export type WebhookRow = Row<'webhook'>;

const page = (name: string, condition: string) =>
  selectFrom(name, 'webhook', `WHERE tenant_id = $1 ${condition} ORDER BY created_at DESC, id DESC LIMIT $2`);

/** The tenant's newest `$2` webhooks. */
export const newestWebhooks = page('newest_webhooks', '');

/** The tenant's newest `$2` webhooks before the position `$3`, `$4`. */
export const olderWebhooks = page('older_webhooks', 'AND (created_at, id) < ($3::timestamptz, $4::uuid)');

export const webhookById = selectFrom('webhook_by_id', 'webhook', 'WHERE tenant_id = $1 AND id = $2');

/** The webhook `$2`, locked until the transaction ends. */
export const webhookLocked = selectFrom('webhook_locked', 'webhook', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE');

/** The webhooks `$2`. */
export const webhooksById = selectFrom('webhooks_by_id', 'webhook', 'WHERE tenant_id = $1 AND id = ANY ($2)');

export const countWebhooks = statement(
  'count_webhooks',
  { count: column.number },
  'SELECT count(*)::int AS count FROM webhooks WHERE tenant_id = $1',
);

/** Inserts a webhook whose deliveries begin behind the newest event. */
export const insertWebhook = insertInto('insert_webhook', 'webhook');

export const updateWebhookRow = updateOf('update_webhook', 'webhook', [
  ...(['url', 'types', 'description', 'payload', 'ordered', 'permissions', 'updatedAt', 'version'] as const),
]);

export const updateSecret = updateOf('update_webhook_secret', 'webhook', [
  ...(['secretId', 'previousSecretId', 'previousSecretUntil', 'updatedAt', 'version'] as const),
]);

export const updateStatus = updateOf('update_webhook_status', 'webhook', [
  ...(['status', 'disabledReason', 'ownersToldAt', 'updatedAt', 'version'] as const),
]);

export const resetHealth = updateOf('reset_webhook_health', 'webhook', [
  ...(['status', 'disabledReason', 'failures', 'failingSince', 'ownersToldAt', 'pausedUntil'] as const),
  ...(['updatedAt', 'version'] as const),
]);

export const deleteWebhookRow = command('delete_webhook', 'DELETE FROM webhooks WHERE tenant_id = $1 AND id = $2');

/** Moves the webhook `$2` back, so that the events from the place `$3` on are scheduled again. */
export const rescheduleFrom = command(
  'reschedule_webhook',
  `UPDATE webhooks SET scheduled_to = least(scheduled_to, $3::bigint - 1), is_new = false, updated_at = $4, version = version + 1
    WHERE tenant_id = $1 AND id = $2`,
);
