import {
  type AuditEntry,
  countRefusal,
  type RequestInfo,
  type RunStatement,
  recordAudit,
  type SecurityKind,
} from './audit.ts';
import { claimKey, earlierResult, type IdempotentRequest, type Replay, storeResult } from './idempotency.ts';
import type { RequestPool } from './pool.ts';
import { ScopeError } from './scope-error.ts';
import { type Query, runRead, runTransaction, type Transaction } from './transaction.ts';
import type { Caller, TransactionContext } from './transaction-context.ts';

/** A change tells what it did, or that it refused something worth counting: forgetting either does not compile. */
export type Change<T> = { result: T } & (
  | { audit: AuditEntry | readonly [AuditEntry, ...AuditEntry[]]; count?: SecurityKind }
  | { audit?: never; count: SecurityKind }
  /** A batch of an import, which may find nothing to change. */
  | { audit: readonly AuditEntry[]; count?: never; isBatch: true }
);

/**
 * The caller's rows, as the database lets them be seen, for the length of one request.
 * Every method throws ScopeError when tenant, user or session is no longer live, or the database cannot be reached.
 */
export type Scope = {
  readonly caller: Caller;
  readonly requestInfo: RequestInfo;
  /** One statement in a read-only transaction of its own, in one network round trip. */
  read: Query;
  /** Several statements that see one state of the data. */
  snapshot<T>(work: (tx: Pick<Transaction, 'query'>) => Promise<T>): Promise<T>;
  /**
   * The only way to write, in two network round trips where it reads once before it writes. Nothing slow may be awaited
   * inside: the transaction stays open.
   */
  write<T>(work: (tx: Transaction) => Promise<Change<T>>): Promise<T>;
  /**
   * The same scope for a request that may be sent again. Its `write` is made once, and from then on answers the same result,
   * which must be plain data. Besides, `write` throws ScopeError `key_reused` or `key_busy`.
   *
   * @param checkFirst Whether to look for an earlier result at once, as where the write needs costly work beforehand.
   */
  withIdempotencyKey(request: IdempotentRequest, options: { checkFirst: boolean }): Promise<Scope>;
};

/** Runs some work in a context, and throws ScopeError where that has a fault. */
const inContext = async <M extends TransactionContext['mode'], T>(
  mode: M,
  caller: Caller,
  work: (context: TransactionContext & { mode: M }) => Promise<T>,
): Promise<T> => {
  const context: TransactionContext & { mode: M } = { mode, caller, fault: null };
  try {
    return await work(context);
  } catch (error) {
    throw context.fault ? new ScopeError(context.fault, error) : error;
  }
};

/** A change says what it did; a replayed result has said so before. */
const isChange = <T>(made: Change<T> | Replay<T>): made is Change<T> => 'audit' in made || 'count' in made;

/** The customer whose data a change is about. */
const changedUser = ({ audit }: Change<unknown>): string | null => (audit && [audit].flat()[0]?.userId) ?? null;

/** The scope of one caller. Cheap: nothing is asked of the database until it is used. */
export const scopeOf = (
  pool: RequestPool,
  caller: Caller,
  requestInfo: RequestInfo,
  onRecorded: (tenantId: string) => void = () => {},
): Scope => {
  /** Writes what a change must leave behind, in its transaction. */
  const record = async (tx: Transaction, { audit, count }: Change<unknown>): Promise<void> => {
    const send: RunStatement = async (statement, values) => tx.send(statement, values);
    if (audit) await recordAudit(send, { caller, actor: await tx.actor() }, requestInfo, [audit].flat());
    if (count) await countRefusal(send, caller.tenantId, count);
  };
  const write = async <T>(work: (tx: Transaction) => Promise<Change<T> | Replay<T>>): Promise<T> => {
    let isRecorded = false;
    const result = await inContext('write', caller, (context) =>
      runTransaction(pool, context, async (tx) => {
        const made = await work(tx);
        if (isChange(made)) await record(tx, made);
        isRecorded = 'audit' in made;
        return made.result;
      }),
    );
    if (isRecorded) onRecorded(caller.tenantId);
    return result;
  };
  const writeOnce = async (request: IdempotentRequest, checkFirst: boolean): Promise<Scope['write']> => {
    const earlier = checkFirst ? await earlierResult<never>(scope.read, caller, request) : undefined;
    if (earlier) return async () => earlier.result;
    return <T>(work: (tx: Transaction) => Promise<Change<T>>) =>
      write<T>(async (tx) => {
        const replay = await claimKey<T>(tx, caller, request);
        if (replay) return replay;
        const change = await work(tx);
        const userId = caller.userId ?? changedUser(change);
        storeResult(tx, caller, request, { result: change.result, userId });
        return change;
      }).catch((error) => {
        // Nothing was stored, so the service may try again.
        request.outcome = 'open';
        throw error;
      });
  };
  const scope: Scope = {
    caller,
    requestInfo,
    read: (statement, values) => inContext('read', caller, (context) => runRead(pool, context, statement, values)),
    snapshot: (work) => inContext('snapshot', caller, (context) => runTransaction(pool, context, work)),
    write,
    withIdempotencyKey: async (request, { checkFirst }) => ({
      ...scope,
      write: await writeOnce(request, checkFirst),
    }),
  };
  return scope;
};
