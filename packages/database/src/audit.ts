import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { AuditAction } from './audit-actions.ts';
import { fieldsBut } from './row.ts';
import { sortedKeys } from './sorted-keys.ts';
import { command, type NoColumns, type Statement, type Value } from './statement.ts';
import { type Actor, actorIdOf, type Caller } from './transaction-context.ts';

/** From where a request came. Address and agent are personal data and stand in the value row of an event only. */
export type RequestInfo = { requestId: string; address: string; agent: string };

// What the trail keeps of each kind of row: by list, so that a secret column cannot slip in.
const auditedFields = {
  tenant: ['name', 'status', 'settings'],
  user: [
    ...(['email', 'emailVerifiedAt', 'fullName', 'phone', 'profilePicture', 'role', 'status', 'eraseAt'] as const),
    ...(['externalId', 'metadata', 'blockedAt', 'blockedReason', 'blockedUntil'] as const),
  ],
  session: ['lastUsedAt', 'expiresAt', 'revokedAt'],
  import: ['mode', 'state', 'created', 'updated', 'unchanged', 'failed'],
  key: ['name', 'lastFour', 'permissions', 'allowedNetworks', 'ratePerMinute', 'expiresAt', 'revokedAt'],
  webhook: ['url', 'types', 'description', 'payload', 'ordered', 'status', 'disabledReason', 'previousSecretUntil'],
  export: ['format', 'includesProofs', 'deletedAt'],
  // All of an address but who owns it, when it was written, and what is derived from other columns.
  address: fieldsBut('address', [
    ...(['tenantId', 'id', 'userId', 'createdAt', 'updatedAt', 'version'] as const),
    ...(['searchText', 'fingerprint', 'searchWords', 'proofSubmittedAt'] as const),
  ]),
} as const;

type Entity = keyof typeof auditedFields;
/** The columns of an entity that the trail stores. */
export type AuditedField<E extends Entity> = (typeof auditedFields)[E][number];
type Row = Readonly<Record<string, unknown>>;

/** One thing that was done. `before` and `after` are database rows; only the fields the trail keeps are taken from them. */
export type AuditEntry = {
  /** What happened. */
  action: AuditAction;
  entityId: string;
  before?: Row | null;
  after?: Row | null;
  /** Whose data it is; the caller's own unless said. */
  userId?: string | null;
  /** It is the owner of the data who acts, though not yet signed in: signing in itself. */
  byOwner?: true;
  /** Who acts, where the caller does not say: the creator of an export whose link is followed. */
  actorId?: string | null;
  /** Operators act across tenants and must say which one. */
  tenantId?: string;
};

/** Refusals that are counted by the minute instead of written one by one. */
export type SecurityKind =
  | 'sign_in_failed'
  | 'refresh_refused'
  | 'refresh_reused'
  | 'tenant_mismatch'
  | 'password_refused'
  | 'password_reset_refused'
  | 'email_token_refused';

/** Runs a statement in the transaction of a change, that of a caller or that of the operator. */
export type RunStatement = (statement: Statement<NoColumns>, values: Value[]) => Promise<unknown>;

// One statement for both rows; nothing is read back, for staff may not read the trail of a customer.
const insertEvent = command(
  'insert_audit_event',
  `WITH event AS (
     INSERT INTO audit_events (tenant_id, id, user_id, actor, actor_id, session_id, request_id, action, entity_id, values_hash)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4, $5::uuid, $6::uuid, $7, $8, $9::uuid, $10)
   )
   INSERT INTO audit_values (tenant_id, event_id, user_id, salt, address, agent, before, after)
   VALUES ($1::uuid, $2::uuid, $3::uuid, $11, $12, $13, $14::jsonb, $15::jsonb)`,
);

// The same for many rows.
const insertEvents = command(
  'insert_audit_events',
  `WITH given AS (
     SELECT * FROM json_to_recordset($1::json) AS row (tenant_id uuid, id uuid, user_id uuid, actor text, actor_id uuid,
       session_id uuid, request_id text, action text, entity_id uuid, values_hash bytea, salt bytea, address text, agent text,
       before jsonb, after jsonb)
   ), events AS (
     INSERT INTO audit_events (tenant_id, id, user_id, actor, actor_id, session_id, request_id, action, entity_id, values_hash)
     SELECT tenant_id, id, user_id, actor, actor_id, session_id, request_id, action, entity_id, values_hash FROM given
   )
   INSERT INTO audit_values (tenant_id, event_id, user_id, salt, address, agent, before, after)
   SELECT tenant_id, id, user_id, salt, address, agent, before, after FROM given`,
);

const countOne = command(
  'count_refusal',
  `INSERT INTO security_counts AS c (tenant_id, kind, minute) VALUES ($1::uuid, $2, date_trunc('minute', now()))
   ON CONFLICT (tenant_id, kind, minute) DO UPDATE SET count = c.count + 1`,
);

/** The one whose change is recorded. An operator acts across tenants: each entry names its own. */
export type Changer = { caller: Caller | 'operator'; actor: Actor };

/** Writes events in the transaction of the change they tell of. */
export const recordAudit = async (
  run: RunStatement,
  changer: Changer,
  requestInfo: RequestInfo,
  entries: readonly AuditEntry[],
): Promise<void> => {
  const rows = entries.map((entry) => eventOf(changer, requestInfo, entry));
  const [first, ...more] = rows;
  if (!first) return;
  const { before, after, ...columns } = first;
  if (more.length === 0) await run(insertEvent, [...Object.values(columns), json(before), json(after)]);
  else await run(insertEvents, [JSON.stringify(rows.map(asJson))]);
};

/** The columns of an event and its values, in the order of {@link insertEvent}. */
const eventOf = (changer: Changer, requestInfo: RequestInfo, entry: AuditEntry) => {
  const caller = changer.caller === 'operator' ? operatorOf(entry) : changer.caller;
  const userId = entry.userId === undefined ? caller.userId : entry.userId;
  const actorId = entry.actorId === undefined ? actorIdOf(caller) : entry.actorId;
  const actor = entry.byOwner ? { kind: 'customer', id: userId } : { kind: changer.actor, id: actorId };
  const values = {
    address: requestInfo.address,
    agent: requestInfo.agent,
    before: audited(entry.action, entry.before),
    after: audited(entry.action, entry.after),
  };
  const salt = new Uint8Array(randomBytes(16));
  const { tenantId, actingAs } = caller;
  return {
    tenant_id: tenantId,
    id: uuidv7(),
    user_id: userId,
    actor: actor.kind,
    actor_id: actor.id,
    session_id: actingAs?.kind === 'staff' ? actingAs.sessionId : caller.sessionId,
    request_id: requestInfo.requestId,
    action: entry.action,
    entity_id: entry.entityId,
    values_hash: valuesHash(salt, values),
    salt,
    address: values.address,
    agent: values.agent,
    before: values.before,
    after: values.after,
  };
};

/** An event as an element of a JSON array, where bytes are written as PostgreSQL reads them. */
const asJson = (event: ReturnType<typeof eventOf>) => ({
  ...event,
  values_hash: hex(event.values_hash),
  salt: hex(event.salt),
});

const hex = (bytes: Uint8Array): string => `\\x${Buffer.from(bytes).toString('hex')}`;

/** Counts a refusal; one row for each tenant, kind and minute, however many there are. */
export const countRefusal = (run: RunStatement, tenantId: string, kind: SecurityKind): Promise<unknown> =>
  run(countOne, [tenantId, kind]);

const operatorOf = (entry: AuditEntry): Caller => {
  if (!entry.tenantId) throw new Error(`The operator's ${entry.action} names no tenant`);
  return { tenantId: entry.tenantId, userId: null, sessionId: null };
};

const audited = (action: AuditEntry['action'], row: Row | null | undefined): Row | null => {
  if (!row) return null;
  const entity = action.slice(0, action.indexOf('.')) as Entity;
  const fields: readonly string[] = auditedFields[entity];
  const kept = fields.filter((field) => field in row);
  return Object.fromEntries(kept.map((field) => [field, field === 'phone' ? maskPhone(row[field]) : row[field]]));
};

/** Country and last two digits stay readable: enough to see that it changed, and by whom it may be known again. */
const maskPhone = (phone: unknown): string | null =>
  typeof phone === 'string' ? phone.replace(/^(\+\d{2})\d*(\d{2})$/, '$1…$2') : null;

const json = (row: Row | null): string | null => (row ? JSON.stringify(row) : null);

/** SHA-256 over salt and values, in an order of keys that does not depend on how the database stores them. */
export const valuesHash = (salt: Uint8Array, values: unknown): Uint8Array<ArrayBuffer> =>
  new Uint8Array(createHash('sha256').update(salt).update(JSON.stringify(values, sortedKeys)).digest());
