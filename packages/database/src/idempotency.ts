import { ScopeError } from './scope-error.ts';
import { column, command, statement } from './statement.ts';
import type { Query, Transaction } from './transaction.ts';
import { actorIdOf, type Caller } from './transaction-context.ts';

/** One attempt at a write that its client may send again under the same key, until it gets an answer. */
export type IdempotentRequest = {
  /** The client's name of this write. It is unique among those of an actor for a customer, or for the tenant. */
  readonly key: string;
  /** SHA-256 of all that makes the request what it is: another one may not use the key. */
  readonly hash: Uint8Array;
  readonly at: Date;
  /** Until when the key stands for the result of this request. */
  readonly expiresAt: Date;
  /** The write was made and its result stored, or the result of an earlier attempt was answered. */
  outcome: 'open' | 'stored' | 'replayed';
};

/** The result of an earlier attempt. */
export type Replay<T> = { result: T };

// A request must not wait forever for one that hangs: its client is asked to come again. In milliseconds.
const limitLockWait = command('idempotency_limit_lock_wait', "SELECT FROM set_config('lock_timeout', '3000', true)");
const columns = { requestHash: column.bytes, response: column.text };

/** The keys of writes to the data of a customer. The customer's row is locked, as by other writes. */
const keysOfCustomer = {
  lock: command('idempotency_lock_customer', 'SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE'),
  free: command(
    'idempotency_free_key',
    `DELETE FROM idempotency_keys
      WHERE tenant_id = $1 AND user_id = $2 AND actor_id = $3 AND key = $4 AND NOT of_tenant AND expires_at <= $5`,
  ),
  find: statement(
    'idempotency_stored_result',
    columns,
    `SELECT request_hash AS "requestHash", response::text AS response FROM idempotency_keys
      WHERE tenant_id = $1 AND user_id = $2 AND actor_id = $3 AND key = $4 AND NOT of_tenant AND expires_at > $5`,
  ),
};

/** The keys of writes that name no customer, so that there is no row to lock before the write. */
const keysOfTenant = {
  lock: command(
    'idempotency_lock_key_of_tenant',
    "SELECT FROM pg_advisory_xact_lock(hashtextextended(concat_ws(' ', $1::uuid, $2::uuid, $3::text), 0))",
  ),
  free: command(
    'idempotency_free_key_of_tenant',
    'DELETE FROM idempotency_keys WHERE tenant_id = $1 AND actor_id = $2 AND key = $3 AND of_tenant AND expires_at <= $4',
  ),
  find: statement(
    'idempotency_stored_result_of_tenant',
    columns,
    `SELECT request_hash AS "requestHash", response::text AS response FROM idempotency_keys
      WHERE tenant_id = $1 AND actor_id = $2 AND key = $3 AND of_tenant AND expires_at > $4`,
  ),
};

const insertResult = command(
  'idempotency_insert_result',
  `INSERT INTO idempotency_keys (tenant_id, user_id, actor_id, key, of_tenant, request_hash, response, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

/** The statements for the keys of a caller, with their first values. Each actor has keys of its own, so that none gets the results of another. */
const keysOf = (caller: Caller, key: string) => {
  const { tenantId, userId } = caller;
  const actorId = actorIdOf(caller);
  if (userId === null) return { ...keysOfTenant, locked: [tenantId, actorId, key], place: [tenantId, actorId, key] };
  return { ...keysOfCustomer, locked: [tenantId, userId], place: [tenantId, userId, actorId, key] };
};

/**
 * The result of an earlier attempt, if there was one. Throws ScopeError `key_reused` when that was another request.
 * None found here may be there a moment later: only {@link claimKey} is sure.
 */
export const earlierResult = async <T>(
  query: Query,
  caller: Caller,
  request: IdempotentRequest,
): Promise<Replay<T> | undefined> => {
  const { find, place } = keysOf(caller, request.key);
  const [stored] = await query(find, [...place, request.at]);
  if (!stored) return undefined;
  if (!Buffer.from(stored.requestHash).equals(request.hash)) throw new ScopeError('key_reused', undefined);
  request.outcome = 'replayed';
  return readResult<T>(stored.response);
};

/**
 * Claims a key in the transaction of its write. A lock until the end makes a second attempt wait, which then finds the result of
 * the first one: on the customer's row, or on the key where the request names no customer. Throws ScopeError `key_reused`, or
 * `key_busy` after three seconds.
 *
 * @returns The result of an earlier attempt; undefined where the write is to be made.
 */
export const claimKey = async <T>(
  tx: Transaction,
  caller: Caller,
  request: IdempotentRequest,
): Promise<Replay<T> | undefined> => {
  if (request.outcome !== 'open') throw new Error('A second write under one key');
  const { lock, locked, free, place } = keysOf(caller, request.key);
  tx.send(limitLockWait, []);
  tx.send(lock, locked);
  tx.send(free, [...place, request.at]);
  return earlierResult(tx.query, caller, request);
};

/** The result of a write, and the customer to whom it belongs. */
type Written = { result: unknown; userId: string | null };

/** Stores the result of a write beside it: either both are committed or neither is. */
export const storeResult = (
  tx: Transaction,
  caller: Caller,
  request: IdempotentRequest,
  { result, userId }: Written,
): void => {
  const { key, hash, expiresAt } = request;
  const place = [caller.tenantId, userId, actorIdOf(caller), key, caller.userId === null];
  tx.send(insertResult, [...place, hash, writeResult(result), expiresAt]);
  request.outcome = 'stored';
};

// JSON knows no dates. A key of metadata can have this name too, so such keys get another `$`.
const dateKey = '$date';
const namedLikeDate = /^\$+date$/;

const renameKeys = (value: object, rename: (key: string) => string): object =>
  Object.keys(value).some((key) => namedLikeDate.test(key))
    ? Object.fromEntries(
        Object.entries(value).map(([key, each]) => [namedLikeDate.test(key) ? rename(key) : key, each]),
      )
    : value;

const writeResult = (result: unknown): string =>
  JSON.stringify({ result }, function (this: Record<string, unknown>, name, value) {
    if (this[name] instanceof Date) return { [dateKey]: value };
    return isObject(value) ? renameKeys(value, (key) => `$${key}`) : value;
  });

/** A write answers plain data; what was no value comes back as none. */
const readResult = <T>(response: string): Replay<T> => {
  const { result } = JSON.parse(response, (_name, value: unknown) => {
    if (!isObject(value)) return value;
    return dateKey in value ? new Date(String(value[dateKey])) : renameKeys(value, (key) => key.slice(1));
  });
  return { result };
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
