import type { Row } from '@doorstep/database/row';
import { type Column, column, command, selectFrom, statement } from '@doorstep/database/statement';

export type DeliveryRow = Row<'delivery'>;

/** An attempt as JSON, with the names of the API. */
export type AttemptJson = {
  at: string;
  status: number | null;
  failure: string | null;
  duration_ms: number;
  answer: string | null;
};

/** A delivery with the action of its event and its attempts. */
export type LoggedDelivery = Pick<DeliveryRow, 'id' | 'eventId' | 'state' | 'nextAttemptAt' | 'createdAt'> & {
  sequence: number;
  action: string;
  log: AttemptJson[];
};

const columns = {
  id: column.text,
  eventId: column.text,
  state: column.text as Column<DeliveryRow['state']>,
  nextAttemptAt: column.timestamp,
  createdAt: column.timestamp,
  sequence: column.number,
  action: column.text,
  log: column.json as Column<AttemptJson[]>,
};

// Events are for those with the permission. Of a delivery, the type is enough.
const listed = (name: string, behind: string) =>
  statement<LoggedDelivery>(
    name,
    columns,
    `SELECT d.id, d.event_id AS "eventId", d.state, d.next_attempt_at AS "nextAttemptAt", d.created_at AS "createdAt",
            d.sequence::float8 AS sequence, d.action, coalesce((
              SELECT json_agg(json_build_object('at', a.at, 'status', a.status, 'failure', a.failure,
                                                'duration_ms', a.duration_ms, 'answer', a.answer) ORDER BY a.id)
                FROM delivery_attempts a WHERE a.tenant_id = d.tenant_id AND a.delivery_id = d.id), '[]') AS log
       FROM deliveries d
      WHERE d.tenant_id = $1 AND d.webhook_id = $2 AND ($4::text IS NULL OR d.state = $4) ${behind}
      ORDER BY d.created_at DESC, d.id DESC LIMIT $3`,
  );

/** The newest `$3` deliveries of the webhook `$2` in the state `$4`, or in any if it is NULL. */
export const newestDeliveries = listed('newest_deliveries', '');

/** The {@link newestDeliveries} behind the position `$5`, `$6`. */
export const olderDeliveries = listed('older_deliveries', 'AND (d.created_at, d.id) < ($5::timestamptz, $6::uuid)');

/** The delivery `$3` of the webhook `$2`. */
export const deliveryById = selectFrom(
  'delivery_by_id',
  'delivery',
  'WHERE tenant_id = $1 AND webhook_id = $2 AND id = $3',
);

const requeued = `state = 'pending', attempts = 0, next_attempt_at = $3, updated_at = $3`;

/** Makes the delivery `$2` due at `$3`. One that is being sent stays leased. */
export const requeueDelivery = command(
  'requeue_delivery',
  `UPDATE deliveries SET ${requeued} WHERE tenant_id = $1 AND id = $2`,
);

/** Makes every delivery of the webhook `$2` that has not arrived due at `$3`. */
export const requeueDeliveries = command(
  'requeue_deliveries',
  `UPDATE deliveries SET ${requeued} WHERE tenant_id = $1 AND webhook_id = $2 AND state <> 'delivered'`,
);

/** The place and the action of the event `$2`. */
export const placeOfEvent = statement(
  'place_of_event',
  { sequence: column.number, action: column.text },
  `SELECT s.position::float8 AS sequence, e.action
     FROM audit_seals s JOIN audit_events e ON e.tenant_id = s.tenant_id AND e.id = s.event_id
    WHERE s.tenant_id = $1 AND s.event_id = $2`,
);

/** Schedules the event `$5` for the webhook `$2` at `$3`, under the id `$4`, again if it was scheduled before. */
export const scheduleEvent = command(
  'schedule_event',
  `INSERT INTO deliveries (tenant_id, webhook_id, next_attempt_at, id, event_id, sequence, action)
   VALUES ($1, $2, $3, $4, $5, $6::bigint, $7)
   ON CONFLICT (tenant_id, webhook_id, event_id) DO UPDATE SET ${requeued}`,
);
