import type { EventType } from '@doorstep/contracts/event-type';
import type { Webhook } from '@doorstep/contracts/webhook';
import type { WebhookRow } from './webhook.statements.ts';

/** Converts a row to the webhook that staff and systems see. */
export const toWebhook = (row: WebhookRow, now: Date): Webhook => ({
  id: row.id,
  url: row.url,
  types: row.types as EventType[],
  description: row.description,
  payload: row.payload,
  ordered: row.ordered,
  status: row.status,
  disabled_reason: row.disabledReason,
  failing_since: row.failingSince?.toISOString() ?? null,
  scheduled_to: Number(row.scheduledTo),
  secret_expires_at:
    row.previousSecretUntil && row.previousSecretUntil > now ? row.previousSecretUntil.toISOString() : null,
  created_by: row.createdBy,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
  version: row.version,
});
