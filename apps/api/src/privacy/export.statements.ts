import { column, columnsOf, nullable, selectFrom, statement } from '@doorstep/database/statement';
import { historyStart } from '../activity/activity.statements.ts';

const own = 'WHERE tenant_id = $1 AND user_id = $2';

/** The times of the newest `$4` exports that the customer made after `$3`. */
export const recentExports = statement(
  'recent_exports',
  columnsOf('auditEvent', ['createdAt']),
  `SELECT created_at AS "createdAt" FROM audit_events ${own} AND actor_id = user_id AND action = 'user.exported' AND created_at > $3
    ORDER BY created_at DESC LIMIT $4`,
);

/** Live addresses, and addresses deleted after `$3`, as their customer sees them. */
export const exportedAddresses = selectFrom(
  'exported_addresses',
  'address',
  `${own} AND (deleted_at IS NULL OR deleted_at > $3) ORDER BY created_at`,
  ['searchWords', 'searchText', 'fingerprint', 'metadata'],
);

export const exportedSessions = selectFrom(
  'exported_sessions',
  'session',
  `${own} AND deleted_at IS NULL ORDER BY created_at`,
);

const eventColumns = {
  ...columnsOf('auditEvent', ['id', 'createdAt', 'action', 'actor', 'entityId', 'requestId', 'sessionId']),
  /** True if the customer was the actor. */
  own: nullable(column.boolean),
  address: nullable(column.text),
  agent: nullable(column.text),
  before: column.json,
  after: column.json,
};

const events = (since: string): string => `
  SELECT e.id, e.created_at AS "createdAt", e.action, e.actor, e.entity_id AS "entityId", e.request_id AS "requestId",
         e.session_id AS "sessionId", e.actor_id = e.user_id AS own, v.address, v.agent, v.before, v.after
    FROM audit_events e LEFT JOIN audit_values v ON v.tenant_id = e.tenant_id AND v.event_id = e.id
   WHERE e.tenant_id = $1 AND e.user_id = $2 AND ${since} ORDER BY e.id LIMIT $3`;

/** The first `$3` events of the trail that the customer may read. */
export const firstEvents = statement('first_events', eventColumns, events(`e.id >= ${historyStart}`));

/** The next `$3` events after the event `$4`. */
export const laterEvents = statement('later_events', eventColumns, events('e.id > $4'));
