import type { EventType } from '@doorstep/contracts/event-type';
import type { Database } from '@doorstep/database/database';
import type { MaintenanceClient } from '@doorstep/database/operator-scope';
import { v7 as uuidv7 } from 'uuid';
import { actionsOf } from '../events/event-types.ts';

/** How many places of the trail one transaction schedules. */
const batchSize = 500;
/** A webhook that does not keep up gets no further deliveries. The trail holds its events meanwhile. */
const maxPending = 1_000;

type WebhookKey = { tenantId: string; id: string };
type Plan = { types: EventType[]; scheduledTo: number; isNew: boolean; pending: number };
type Place = { sequence: number; eventId: string; action: string };

const testAction = 'webhook.tested';

/** Writes a delivery for each new event of each webhook. Several processes can run it at the same time. */
export const scheduleDeliveries = async (database: Database): Promise<void> => {
  for (const webhook of await behindWebhooks(database)) {
    while (await scheduleBatch(database, webhook));
  }
};

/** The webhooks that have not reached the end of the trail. */
const behindWebhooks = ({ maintenance }: Database): Promise<WebhookKey[]> =>
  maintenance(
    (tx) => tx.$queryRaw<WebhookKey[]>`
      SELECT w.tenant_id AS "tenantId", w.id FROM webhooks w JOIN tenants t ON t.id = w.tenant_id
       WHERE w.status = 'enabled' AND t.status = 'active'
         AND EXISTS (SELECT FROM audit_seals s WHERE s.tenant_id = w.tenant_id AND s.position > w.scheduled_to)`,
  );

/** Schedules the next places of a webhook. Returns whether there may be more. */
const scheduleBatch = ({ maintenance }: Database, { tenantId, id }: WebhookKey): Promise<boolean> =>
  maintenance(async (tx) => {
    // Another process that schedules this webhook goes on. One that changes the webhook comes first.
    const [plan] = await tx.$queryRaw<Plan[]>`
      SELECT types, scheduled_to::float8 AS "scheduledTo", is_new AS "isNew",
             (SELECT count(*)::int FROM (
               SELECT FROM deliveries d
                WHERE d.tenant_id = w.tenant_id AND d.webhook_id = w.id AND d.state = 'pending' LIMIT ${maxPending}
             ) waiting) AS pending
        FROM webhooks w
       WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid AND status = 'enabled'
         FOR UPDATE SKIP LOCKED`;
    if (!plan || plan.pending >= maxPending) return false;
    const actions = plan.types.length > 0 ? [...actionsOf(plan.types), testAction] : null;
    const places = await tx.$queryRaw<(Place & { entityId: string | null })[]>`
      SELECT s.position::float8 AS sequence, s.event_id AS "eventId", e.action, e.entity_id AS "entityId"
        FROM audit_seals s JOIN audit_events e ON e.tenant_id = s.tenant_id AND e.id = s.event_id
       WHERE s.tenant_id = ${tenantId}::uuid AND s.position > ${plan.scheduledTo}::bigint
       ORDER BY s.position LIMIT ${batchSize}`;
    const last = places.at(-1);
    if (!last) return false;
    // Events of the moments before the creation may have been sealed after it.
    const creation = places.findIndex(({ action, entityId }) => action === 'webhook.created' && entityId === id);
    const first = plan.isNew ? (creation < 0 ? places.length : creation + 1) : 0;
    const due = places.slice(first).filter(({ action, entityId }) => isSent(action, entityId, id, actions));
    if (due.length > 0) await insertDeliveries(tx, { tenantId, id }, due);
    await tx.$queryRaw`
      UPDATE webhooks SET scheduled_to = ${last.sequence}::bigint, is_new = is_new AND ${creation < 0}::boolean
       WHERE tenant_id = ${tenantId}::uuid AND id = ${id}::uuid`;
    return places.length === batchSize;
  });

/** Returns whether a webhook gets an event. A test event is for its own webhook alone. */
const isSent = (action: string, entityId: string | null, webhookId: string, actions: string[] | null): boolean =>
  action === testAction ? entityId === webhookId : actions === null || actions.includes(action);

const insertDeliveries = (
  tx: MaintenanceClient,
  { tenantId, id }: WebhookKey,
  places: readonly Place[],
): Promise<unknown> => {
  const rows = JSON.stringify(places.map((place) => ({ ...place, id: uuidv7() })));
  return tx.$queryRaw`
    INSERT INTO deliveries (tenant_id, webhook_id, id, event_id, sequence, action)
    SELECT ${tenantId}::uuid, ${id}::uuid, given.id, given."eventId", given.sequence, given.action
      FROM json_to_recordset(${rows}::json) AS given (id uuid, "eventId" uuid, sequence bigint, action text)
    ON CONFLICT (tenant_id, webhook_id, event_id) DO UPDATE
      SET state = 'pending', attempts = 0, next_attempt_at = now(), updated_at = now()`;
};
