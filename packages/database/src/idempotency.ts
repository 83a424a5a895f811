import { ScopeError } from './scope-error.ts';
import { column, command, statement, type Value } from './statement.ts';
import type { Query, Transaction } from './transaction.ts';
import { actorIdOf, type Caller } from './transaction-context.ts';

/** One attempt at a write that its client may send again under the same key, until it gets an answer. */
export type IdempotentRequest = {
  /** The client's name of this write. It is unique among those of an actor for a customer. */
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
const lockCustomer = command(
  'idempotency_lock_customer',
  'SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
);
const freeKey = command(
  'idempotency_free_key',
  'DELETE FROM idempotency_keys WHERE tenant_id = $1 AND user_id = $2 AND actor_id = $3 AND key = $4 AND expires_at <= $5',
);
const storedResult = statement(
  'idempotency_stored_result',
  { requestHash: column.bytes, response: column.text },
  `SELECT request_hash AS "requestHash", response::text AS response FROM idempotency_keys
    WHERE tenant_id = $1 AND user_id = $2 AND actor_id = $3 AND key = $4 AND expires_at > $5`,
);
const insertResult = command(
  'idempotency_insert_result',
  `INSERT INTO idempotency_keys (tenant_id, user_id, actor_id, key, request_hash, response, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

/** Each actor has keys of its own for a customer, so that nobody gets the results of another. */
const placeOf = (caller: Caller, key: string): Value[] => [caller.tenantId, caller.userId, actorIdOf(caller), key];

/**
 * The result of an earlier attempt, if there was one. Throws ScopeError `key_reused` when that was another request.
 * None found here may be there a moment later: only {@link claimKey} is sure.
 */
export const earlierResult = async <T>(
  query: Query,
  caller: Caller,
  request: IdempotentRequest,
): Promise<Replay<T> | undefined> => {
  const [stored] = await query(storedResult, [...placeOf(caller, request.key), request.at]);
  if (!stored) return undefined;
  if (!Buffer.from(stored.requestHash).equals(request.hash)) throw new ScopeError('key_reused', undefined);
  request.outcome = 'replayed';
  return readResult<T>(stored.response);
};

/**
 * Claims a key in the transaction of its write. The customer's row stays locked until the end, so that a second attempt
 * waits, and then finds the result of the first one. Throws ScopeError `key_reused`, or `key_busy` after three seconds.
 *
 * @returns The result of an earlier attempt; undefined where the write is to be made.
 */
export const claimKey = async <T>(
  tx: Transaction,
  caller: Caller,
  request: IdempotentRequest,
): Promise<Replay<T> | undefined> => {
  if (request.outcome !== 'open') throw new Error('A second write under one key');
  tx.send(limitLockWait, []);
  tx.send(lockCustomer, [caller.tenantId, caller.userId]);
  tx.send(freeKey, [...placeOf(caller, request.key), request.at]);
  return earlierResult(tx.query, caller, request);
};

/** Stores the result of a write beside it: either both are committed or neither is. */
export const storeResult = (tx: Transaction, caller: Caller, request: IdempotentRequest, result: unknown): void => {
  const { key, hash, expiresAt } = request;
  tx.send(insertResult, [...placeOf(caller, key), hash, writeResult(result), expiresAt]);
  request.outcome = 'stored';
};

// JSON knows no dates. Rows hold plain values, so nothing else in them is an object with this one name.
const dateKey = '$date';

const writeResult = (result: unknown): string =>
  JSON.stringify({ result }, function (this: Record<string, unknown>, name, value) {
    return this[name] instanceof Date ? { [dateKey]: value } : value;
  });

/** A write answers plain data; what was no value comes back as none. */
const readResult = <T>(response: string): Replay<T> => {
  const { result } = JSON.parse(response, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && dateKey in value ? new Date(String(value[dateKey])) : value,
  );
  return { result };
};
