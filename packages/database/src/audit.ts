import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
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
  /** What happened, as `entity.verb` in the past tense: `address.created`. */
  action: `${Entity}.${string}`;
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
  for (const entry of entries) {
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
    const salt = randomBytes(16);
    const eventId = uuidv7();
    const { tenantId } = caller;
    const { actingAs } = caller;
    const sessionId = actingAs?.kind === 'staff' ? actingAs.sessionId : caller.sessionId;
    await run(insertEvent, [
      ...[
        tenantId,
        eventId,
        userId,
        actor.kind,
        actor.id,
        sessionId,
        requestInfo.requestId,
        entry.action,
        entry.entityId,
      ],
      ...[valuesHash(salt, values), salt, values.address, values.agent, json(values.before), json(values.after)],
    ]);
  }
};

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
