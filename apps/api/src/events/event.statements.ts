import { type Column, column, nullable, oneOf, selectFrom, statement } from '@doorstep/database/statement';

/** An event of the trail at its place. */
export type EventRow = {
  sequence: number;
  previousHash: Uint8Array;
  hash: Uint8Array;
  id: string;
  occurredAt: Date;
  action: string;
  entityId: string | null;
  customerId: string | null;
  actor: 'customer' | 'staff' | 'key' | 'system' | 'operator';
  actorId: string | null;
  changedColumns: string[];
};

const columns = {
  sequence: column.number,
  previousHash: column.bytes,
  hash: column.bytes,
  id: column.text,
  occurredAt: column.timestamp,
  action: column.text,
  entityId: nullable(column.text),
  customerId: nullable(column.text),
  actor: oneOf<EventRow['actor']>(),
  actorId: nullable(column.text),
  changedColumns: column.json as Column<string[]>,
};

const selected = `s.position::float8 AS sequence, s.previous_hash AS "previousHash", s.hash, e.id,
  e.created_at AS "occurredAt", e.action, e.entity_id AS "entityId",
  CASE e.action WHEN 'user.erased' THEN e.entity_id ELSE e.user_id END AS "customerId", e.actor, e.actor_id AS "actorId"`;

/** Adds the changed columns to a page of events. */
const withChanges = (page: string): string => `
  WITH page AS MATERIALIZED (${page})
  SELECT page.*, array_to_json(coalesce(c.changed, '{}')) AS "changedColumns"
    FROM page LEFT JOIN event_changes(ARRAY(SELECT id FROM page)) c ON c.event = page.id
   ORDER BY page.sequence`;

/** The events `$2`. */
export const eventsById = statement<EventRow>(
  'events_by_id',
  columns,
  withChanges(`SELECT ${selected} FROM audit_events e JOIN audit_seals s ON s.tenant_id = e.tenant_id AND s.event_id = e.id
    WHERE e.tenant_id = $1 AND e.id = ANY ($2)`),
);

/** The place of the newest event of the tenant. 0 if there is none. */
export const newestPlace = statement(
  'newest_place',
  { sealedTo: column.number },
  'SELECT coalesce(max(position), 0)::float8 AS "sealedTo" FROM audit_seals WHERE tenant_id = $1',
);

/** The first `$5` events with the actions `$4`, or any action if it is NULL, at the places behind `$2` and up to `$3`. */
export const eventsBetween = statement<EventRow>(
  'events_between',
  columns,
  withChanges(`SELECT ${selected} FROM audit_seals s JOIN audit_events e ON e.tenant_id = s.tenant_id AND e.id = s.event_id
    WHERE s.tenant_id = $1 AND s.position > $2::bigint AND s.position <= $3::bigint
      AND ($4::text[] IS NULL OR e.action = ANY ($4))
    ORDER BY s.position LIMIT $5`),
);

// The event of an erasure has no owner, because its values must not be erased.
/** The first `$5` events of the customer `$3` with the actions `$4`, or any action if it is NULL, at the places behind `$2`. */
export const eventsOfCustomer = statement<EventRow>(
  'events_of_customer',
  columns,
  withChanges(`SELECT ${selected} FROM audit_events e JOIN audit_seals s ON s.tenant_id = e.tenant_id AND s.event_id = e.id
    WHERE e.tenant_id = $1 AND s.position > $2::bigint AND (e.user_id = $3 OR (e.user_id IS NULL AND e.entity_id = $3)) AND ($4::text[] IS NULL OR e.action = ANY ($4))
    ORDER BY s.position LIMIT $5`),
);

const withIds = 'WHERE tenant_id = $1 AND id = ANY ($2)';

/** The sessions `$2` that have not ended at `$3`. */
export const liveSessionsById = selectFrom(
  'live_sessions_by_id',
  'session',
  `${withIds} AND revoked_at IS NULL AND deleted_at IS NULL AND expires_at > $3`,
);

export const apiKeysById = selectFrom('api_keys_by_id', 'apiKey', withIds, ['secretHash']);

export const importsById = selectFrom('imports_by_id', 'import', `${withIds} AND received`);
