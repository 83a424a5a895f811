import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type {
  Delivery,
  DeliveryPage,
  ListDeliveriesInput,
  ReplayWebhookInput,
  RetryDeliveryInput,
} from '@doorstep/contracts/webhook';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { newestPlace } from '../events/event.statements.ts';
import { typeOf } from '../events/event-types.ts';
import { byCreation, readTimePage } from '../lists/time-page.ts';
import { orNotFound } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import {
  deliveryById,
  type LoggedDelivery,
  newestDeliveries,
  olderDeliveries,
  placeOfEvent,
  requeueDelivery,
  scheduleEvent,
} from './delivery.statements.ts';
import { lockWebhook, webhookExists } from './webhook.service.ts';
import { rescheduleFrom } from './webhook.statements.ts';

type Deps = Pick<Dependencies, 'now' | 'deliveries'>;

const toDelivery = (row: LoggedDelivery): Delivery => ({
  id: row.id,
  event_id: row.eventId,
  event_type: typeOf(row.action),
  sequence: row.sequence,
  state: row.state,
  attempts: row.log.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  next_attempt_at: row.state === 'pending' ? row.nextAttemptAt.toISOString() : null,
  created_at: row.createdAt.toISOString(),
});

/** Lists a page of the deliveries of a webhook, newest first. Throws `not_found`. */
export const listDeliveries = async (
  scope: Scope,
  { secrets }: Pick<Dependencies, 'secrets'>,
  { id, state, ...input }: ListDeliveriesInput,
): Promise<DeliveryPage> => {
  const { tenantId } = scope.caller;
  const filter = state ?? null;
  const { rows, nextCursor } = await readTimePage(secrets, `deliveries ${tenantId} ${id} ${filter}`, input, {
    positionOf: byCreation,
    read: (count, after) =>
      after
        ? scope.read(olderDeliveries, [tenantId, id, count, filter, after.at, after.id])
        : scope.read(newestDeliveries, [tenantId, id, count, filter]),
  });
  if (rows.length === 0 && !(await webhookExists(scope, id))) throw new AppError('not_found');
  return { results: rows.map(toDelivery), next_cursor: nextCursor };
};

/** Sends a delivery again at once. Throws `not_found`, and `conflict` for a disabled webhook. */
export const retryDelivery = async (
  scope: Scope,
  { now, deliveries }: Deps,
  { id, delivery_id: deliveryId }: RetryDeliveryInput,
): Promise<void> => {
  await scope.write(async (tx) => {
    const { tenantId } = scope.caller;
    await lockEnabled(tx, scope, id);
    const [row] = await tx.query(deliveryById, [tenantId, id, deliveryId]);
    const found = orNotFound(row);
    tx.send(requeueDelivery, [tenantId, found.id, now()]);
    return { result: null, audit: { action: 'webhook.replayed', entityId: id } };
  });
  deliveries.wake();
};

/**
 * Sends events again: all from a place on, or one. Throws `not_found`, `conflict` for a disabled webhook, and
 * `validation_failed` for an event that does not exist, or for both fields or none.
 */
export const replayWebhook = async (
  scope: Scope,
  { now, deliveries }: Deps,
  { id, from_sequence: from, event_id: eventId }: ReplayWebhookInput,
): Promise<void> => {
  if ((from === undefined) === (eventId === undefined)) {
    throw fieldFault('from_sequence', 'one_of_two', { key: 'from_sequence_or_event' });
  }
  const { tenantId } = scope.caller;
  await scope.write(async (tx) => {
    const [, [newest], [place]] = await Promise.all([
      lockEnabled(tx, scope, id),
      tx.query(newestPlace, [tenantId]),
      tx.query(placeOfEvent, [tenantId, eventId ?? null]),
    ]);
    const last = orNotFound(newest).sealedTo;
    if (from !== undefined) {
      if (from > last) throw fieldFault('from_sequence', 'event_unknown', { key: 'event_unknown', last });
      tx.send(rescheduleFrom, [tenantId, id, from, now()]);
    } else {
      if (!place) throw fieldFault('event_id', 'event_unknown', { key: 'event_unknown', last });
      tx.send(scheduleEvent, [tenantId, id, now(), uuidv7(), eventId ?? null, place.sequence, place.action]);
    }
    return { result: null, audit: { action: 'webhook.replayed', entityId: id } };
  });
  deliveries.wake();
};

/** Records a test event, which is sent to this webhook alone. Throws `not_found`, and `conflict` for a disabled webhook. */
export const testWebhook = (scope: Scope, id: string): Promise<void> =>
  scope.write(async (tx) => {
    await lockEnabled(tx, scope, id);
    return { result: undefined, audit: { action: 'webhook.tested', entityId: id } };
  });

/** Locks a webhook. Throws `not_found`, and `conflict` for a disabled one. */
const lockEnabled = async (tx: Transaction, scope: Scope, id: string): Promise<void> => {
  const { status } = await lockWebhook(tx, scope, { id });
  if (status !== 'enabled') throw new AppError('conflict', { detail: { key: 'webhook_disabled' } });
};
