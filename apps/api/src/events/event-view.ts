import type { Event } from '@doorstep/contracts/event';
import { eventTypes } from '@doorstep/contracts/event-type';
import { toHex } from '@doorstep/database/audit-chain';
import { columnOf } from '@doorstep/database/row';
import type { EventRow } from './event.statements.ts';
import type { EventData, ObjectKey } from './event-data.ts';
import { typeOf } from './event-types.ts';

/** Returns the object that an event is about, if its type is public. */
export const objectOf = ({ action, entityId }: EventRow): ObjectKey | undefined => {
  const type = typeOf(action);
  return type === 'other' || entityId === null ? undefined : { kind: eventTypes[type].object, id: entityId };
};

/** Columns that clients know by another name. */
const publicNames: Readonly<Record<string, string>> = {
  emailVerifiedAt: 'email_verified',
  eraseAt: 'status',
  blockedAt: 'blocked',
  blockedReason: 'blocked',
  blockedUntil: 'blocked',
  latitude: 'location',
  longitude: 'location',
};

const changedFields = (columns: readonly string[]): string[] => [
  ...new Set(columns.map((column) => publicNames[column] ?? columnOf(column))),
];

/** Converts an event of the trail to its public form. Without `data`, the object does not exist, or the caller may not read it. */
export const toEvent = (row: EventRow, tenantId: string, data: EventData | undefined): Event => {
  const type = typeOf(row.action);
  const object = objectOf(row);
  const common = {
    id: row.id,
    sequence: row.sequence,
    previous_hash: toHex(row.previousHash),
    hash: toHex(row.hash),
    occurred_at: row.occurredAt.toISOString(),
    tenant_id: tenantId,
    customer_id: row.customerId,
    actor: row.actor === 'operator' ? ({ kind: 'system', id: null } as const) : { kind: row.actor, id: row.actorId },
    changed: changedFields(row.changedColumns),
  };
  if (type === 'other' || !object) return { ...common, type: 'other', object: null, data: null };
  // TypeScript cannot relate the type to the kinds of its object and data. The output schema checks them.
  return {
    ...common,
    type,
    object: { type: object.kind, id: object.id, version: data && 'version' in data ? data.version : null },
    data: data ?? null,
  } as Event;
};
