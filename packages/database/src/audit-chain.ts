import { createHash } from 'node:crypto';
import { Prisma } from './generated/client.ts';

/** The event as a seal covers it: the whole row, with times in milliseconds and `xid` as PostgreSQL writes it. */
export type SealedEvent = {
  tenantId: string;
  id: string;
  userId: string | null;
  actor: string;
  actorId: string | null;
  sessionId: string | null;
  requestId: string;
  action: string;
  entityId: string | null;
  valuesHash: Uint8Array;
  createdAt: Date;
  xid: string;
};

/** The columns of {@link SealedEvent}, of a table that is called `e`. */
export const eventColumns = Prisma.sql`e.tenant_id AS "tenantId", e.id, e.user_id AS "userId", e.actor,
  e.actor_id AS "actorId", e.session_id AS "sessionId", e.request_id AS "requestId", e.action, e.entity_id AS "entityId",
  e.values_hash AS "valuesHash", e.created_at AS "createdAt", e.xid::text AS xid`;

/** The previous hash of the first seal: 32 zero bytes. */
export const firstHash: Uint8Array<ArrayBuffer> = new Uint8Array(32);

/**
 * The seal of an event at its position, from 1, in its tenant's chain: SHA-256 over the previous seal and the event as a
 * JSON array. Its order and format must never change.
 */
export const sealHash = (previous: Uint8Array, position: number, event: SealedEvent): Uint8Array<ArrayBuffer> => {
  const { tenantId, id, userId, actor, actorId, sessionId, requestId, action, entityId, createdAt, xid } = event;
  const who = [tenantId, id, userId, actor, actorId, sessionId];
  const what = [requestId, action, entityId, toHex(event.valuesHash), createdAt.toISOString(), xid];
  const hash = createHash('sha256')
    .update(previous)
    .update(JSON.stringify([position, ...who, ...what]));
  return new Uint8Array(hash.digest());
};

export const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export const sameBytes = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0;
