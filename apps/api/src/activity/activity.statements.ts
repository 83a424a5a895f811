import { type Column, column, columnsOf, nullable, statement } from '@doorstep/database/statement';

type Values = Readonly<Record<string, unknown>>;

/** An event of the trail with its values, which are null after an erasure. */
export type EventRow = {
  id: string;
  createdAt: Date;
  action: string;
  entityId: string | null;
  actor: string;
  actorId: string | null;
  /** True if the customer was the actor, in any role. */
  own: boolean | null;
  agent: string | null;
  before: Values | null;
  after: Values | null;
};

const columns = {
  id: column.text,
  createdAt: column.timestamp,
  action: column.text,
  entityId: nullable(column.text),
  actor: column.text,
  actorId: nullable(column.text),
  own: nullable(column.boolean),
  agent: nullable(column.text),
  before: column.json as Column<Values | null>,
  after: column.json as Column<Values | null>,
};

/**
 * The first event of the trail that a customer may read. After a customer has reclaimed an account, this is the event of the
 * reclaim, because earlier events are a stranger's.
 */
export const historyStart = `coalesce(
  (SELECT id FROM audit_events WHERE tenant_id = $1 AND user_id = $2 AND action = 'user.taken_over' ORDER BY id DESC LIMIT 1),
  '00000000-0000-0000-0000-000000000000'::uuid)`;

const events = `SELECT e.id, e.created_at AS "createdAt", e.action, e.entity_id AS "entityId", e.actor,
    e.actor_id AS "actorId", e.actor_id = e.user_id AS own, v.agent, v.before, v.after
  FROM audit_events e LEFT JOIN audit_values v ON v.tenant_id = e.tenant_id AND v.event_id = e.id
  WHERE e.tenant_id = $1 AND e.user_id = $2 AND e.id >= ${historyStart}`;

/** The newest `$3` events. Ids grow with time. */
export const newestEvents = statement<EventRow>('newest_events', columns, `${events} ORDER BY e.id DESC LIMIT $3`);

/** The newest `$3` events before the event `$4`. */
export const olderEvents = statement<EventRow>(
  'older_events',
  columns,
  `${events} AND e.id < $4 ORDER BY e.id DESC LIMIT $3`,
);

/** The names of the tenant's API keys `$2`. */
export const keyNames = statement(
  'key_names',
  columnsOf('apiKey', ['id', 'name']),
  'SELECT id, name FROM api_keys WHERE tenant_id = $1 AND id = ANY ($2)',
);
