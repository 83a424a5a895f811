import type pg from 'pg';
import { assertCommitted, faultOf, isUnknownStatement, leavesConnectionFit } from './database-fault.ts';
import type { RequestPool } from './pool.ts';
import type { Submitter } from './shared-reads.ts';
import { type NoColumns, oneOf, type Statement, statement, type Value } from './statement.ts';
import { StatementQuery } from './statement-query.ts';
import type { Actor, Caller, TransactionContext } from './transaction-context.ts';

/** Runs a statement and answers its rows. */
export type Query = <Result>(statement: Statement<Result>, values: readonly Value[]) => Promise<Result[]>;

/** One transaction. Statements that nothing is awaited between travel together, in the order in which they were given. */
export type Transaction = {
  query: Query;
  /** Writes. Only the commit waits for it, and fails with it. */
  send(statement: Statement<NoColumns>, values: readonly Value[]): void;
  /** As whom the database lets the caller act. */
  actor(): Promise<Actor>;
};

const enter = statement('enter', { actor: oneOf<Actor>() }, 'SELECT enter($1::uuid, $2::uuid, $3::uuid) AS actor');

const begin = {
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: 'BEGIN',
} as const;

/** Sends a statement, and answers its result. */
const submit = (
  connection: Submitter,
  { name, text }: Statement<unknown>,
  values: readonly Value[],
  caller?: Caller,
): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
    connection.submit(new StatementQuery(text, [...values], { name, callback, ...(caller && { caller }) }));
  });

/** Runs one statement in a read-only transaction of its own, in one network round trip. */
export const runRead = async <Result>(
  pool: RequestPool,
  context: TransactionContext,
  read: Statement<Result>,
  values: readonly Value[],
): Promise<Result[]> => {
  try {
    return await readOnce(pool, context, read, values);
  } catch (error) {
    // A pooler between us and the server may have reset the connection. The read had no effect, and runs on another one.
    if (!isUnknownStatement(error)) throw error;
    return readOnce(pool, context, read, values);
  }
};

const readOnce = async <Result>(
  pool: RequestPool,
  context: TransactionContext,
  read: Statement<Result>,
  values: readonly Value[],
): Promise<Result[]> => {
  const shared = await orUnavailable(pool.share(), context);
  try {
    const { rows } = await submit(shared, read, values, context.caller);
    shared.release(false);
    return rows;
  } catch (error) {
    context.fault ??= faultOf(error, context);
    shared.release(!leavesConnectionFit(error));
    throw error;
  }
};

/**
 * Runs a transaction whose begin and entrance travel with its first statements, and whose commit with its last.
 * Answers what `work` answers, once it is committed.
 */
export const runTransaction = async <T>(
  pool: RequestPool,
  context: TransactionContext & { mode: 'snapshot' | 'write' },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  const connection = await orUnavailable(pool.acquire(), context);
  const unanswered: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  /** Notes how a statement fails, so that no other code has to wait for it. */
  const track = (answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> => {
    const place = unanswered.length;
    unanswered.push(
      answer.catch((error: unknown) => {
        failures[place] = error;
      }),
    );
    return answer;
  };
  // The first fault is the cause: those behind it in the transaction only fail with it. The first of those sent, that is:
  // answers that arrive together are reported in any order.
  const failure = (): unknown => failures.find((error) => error !== undefined);
  const run = (given: Statement<unknown>, values: readonly Value[]) => track(submit(connection, given, values));
  const end = async (text: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult | undefined> => {
    const ended = track(connection.query(text)).catch(() => undefined);
    await Promise.all(unanswered);
    const failed = failure();
    context.fault ??= failed === undefined ? null : faultOf(failed, context);
    connection.release(failed !== undefined && !leavesConnectionFit(failed));
    return ended;
  };
  track(connection.query(begin[context.mode]));
  const { tenantId, userId, sessionId } = context.caller;
  const entered = run(enter, [tenantId, userId, sessionId]);
  let result: T;
  try {
    result = await work({
      query: async (given, values) => {
        const answer = run(given, values);
        await entered;
        return (await answer).rows;
      },
      send: (given, values) => {
        run(given, values);
      },
      actor: async () => (await entered).rows[0].actor,
    });
  } catch (error) {
    await end('ROLLBACK');
    throw failure() ?? error;
  }
  const committed = await end('COMMIT');
  const failed = failure();
  if (failed !== undefined) throw failed;
  if (committed) assertCommitted(committed);
  return result;
};

const orUnavailable = async <T>(taking: Promise<T>, context: TransactionContext): Promise<T> => {
  try {
    return await taking;
  } catch (error) {
    context.fault = 'unavailable';
    throw error;
  }
};
