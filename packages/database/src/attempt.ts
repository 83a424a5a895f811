import type { Caller } from './opening.ts';
import { ScopeError } from './scope-error.ts';
import { type Statement, statement, type Value } from './statement.ts';
import type { StatementClient } from './statement-runner.ts';

/** One attempt at a write that its client may send again under the same key, until it has heard an answer. */
export type Attempt = {
  /** What the client calls this write; it is unique among the customer's own. */
  readonly key: string;
  /** SHA-256 of all that makes the request what it is: another one may not use the key. */
  readonly request: Uint8Array;
  readonly at: Date;
  /** Until when the key stands for what this attempt answers. */
  readonly expiresAt: Date;
  /** What became of it: the write was made and its result kept, or that of an earlier attempt was answered. */
  outcome: 'open' | 'kept' | 'replayed';
};

/** What an earlier attempt answered. */
export type Replay<T> = { result: T };

type Kept = { requestHash: Uint8Array; response: string };

// An attempt must not wait forever for one that hangs: it is told to come again. In milliseconds.
const limitWaiting = statement('attempt_limit_waiting', "SELECT set_config('lock_timeout', '3000', true)");
const lockCustomer = statement(
  'attempt_lock_customer',
  'SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
);
const freeKey = statement(
  'attempt_free_key',
  'DELETE FROM idempotency_keys WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND expires_at <= $4',
);
const keptAnswer = statement<Kept>(
  'attempt_kept_answer',
  `SELECT request_hash AS "requestHash", response::text AS response FROM idempotency_keys
    WHERE tenant_id = $1 AND user_id = $2 AND key = $3 AND expires_at > $4`,
);
const keepAnswer = statement(
  'attempt_keep_answer',
  `INSERT INTO idempotency_keys (tenant_id, user_id, key, request_hash, response, expires_at)
   VALUES ($1, $2, $3, $4, $5, $6)`,
);

type Select = (statement: Statement<Kept>, values: readonly Value[]) => Promise<Kept[]>;

const placeOf = ({ tenantId, userId }: Caller, { key, at }: Attempt): Value[] => [tenantId, userId, key, at];

/**
 * What an earlier attempt answered, if there was one. Throws ScopeError `key_reused` when that was another request.
 * None found here may be there a moment later: only {@link claim} is sure.
 */
export const earlierResult = async <T>(
  select: Select,
  caller: Caller,
  attempt: Attempt,
): Promise<Replay<T> | undefined> => {
  const [kept] = await select(keptAnswer, placeOf(caller, attempt));
  if (!kept) return undefined;
  if (!Buffer.from(kept.requestHash).equals(attempt.request)) throw new ScopeError('key_reused', undefined);
  attempt.outcome = 'replayed';
  return readResult<T>(kept.response);
};

/**
 * Makes sure, in the transaction of the write, that nobody else uses this key: the customer's row stays locked until the
 * end, so that a second attempt waits, and then finds what the first one answered. Throws ScopeError `key_reused`, or
 * `key_busy` after three seconds.
 *
 * @returns What an earlier attempt answered; undefined where the write is to be made.
 */
export const claim = async <T>(
  tx: StatementClient,
  caller: Caller,
  attempt: Attempt,
): Promise<Replay<T> | undefined> => {
  if (attempt.outcome !== 'open') throw new Error('A second write under one key');
  tx.send(limitWaiting, []);
  tx.send(lockCustomer, [caller.tenantId, caller.userId]);
  tx.send(freeKey, placeOf(caller, attempt));
  return earlierResult(tx.query, caller, attempt);
};

/** Keeps the result of a write beside it, so that either both are there or neither. */
export const keep = (tx: StatementClient, { tenantId, userId }: Caller, attempt: Attempt, result: unknown): void => {
  const { key, request, expiresAt } = attempt;
  tx.send(keepAnswer, [tenantId, userId, key, request, writeResult(result), expiresAt]);
  attempt.outcome = 'kept';
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
