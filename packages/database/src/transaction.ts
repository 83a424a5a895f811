import { assertCommitted, faultOf, isUnknownStatement, leavesConnectionFit } from './database-fault.ts';
import { entranceOf } from './entrance.ts';
import type { RequestPool } from './pool.ts';
import type { NoColumns, ResultOf, Statement, Value } from './statement.ts';
import { StatementBatch } from './statement-batch.ts';
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

type Planned = { name: string; text: string };

const plannedForTenant = new WeakMap<Statement<unknown>, Planned>();

/**
 * The statement under the name of its plan. A plan contains the policies of a database role, so that under one name the two
 * roles of callers would make PostgreSQL plan again and again.
 */
const planned = (given: Statement<unknown>, { actingAs }: Caller): Planned => {
  if (!actingAs) return given;
  const known = plannedForTenant.get(given);
  if (known) return known;
  const forTenant = { name: `${given.name}_for_tenant`, text: given.text };
  plannedForTenant.set(given, forTenant);
  return forTenant;
};

const begin = {
  snapshot: { name: 'begin_snapshot', text: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY' },
  write: { name: 'begin_write', text: 'BEGIN' },
} as const;
const commit = { name: 'commit', text: 'COMMIT' };
const rollback = { name: 'rollback', text: 'ROLLBACK' };

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
  const batch = new StatementBatch();
  const entrance = entranceOf(context.caller);
  batch.add(entrance.read, entrance.values);
  const index = batch.add(planned(read, context.caller), values);
  const shared = await orUnavailable(pool.share(), context);
  try {
    shared.submit(batch);
    await batch.answered;
    shared.release(false);
  } catch (error) {
    context.fault ??= faultOf(error, context);
    shared.release(!leavesConnectionFit(error));
    throw error;
  }
  return batch.rowsAt<Result>(index);
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
  let open: StatementBatch | undefined;
  // The first error is the cause of the later ones.
  let failure: unknown;
  const flush = (): void => {
    if (open) connection.submit(open);
    open = undefined;
  };
  /** Returns the batch that collects the statements until the end of the tick. */
  const openBatch = (): StatementBatch => {
    if (open) return open;
    open = new StatementBatch();
    open.answered.catch((error: unknown) => {
      failure ??= error;
    });
    process.nextTick(flush);
    return open;
  };
  const run = async (given: { name: string; text: string }, values: readonly Value[] = []) => {
    const batch = openBatch();
    const index = batch.add(given, values);
    await batch.answered;
    return { batch, index };
  };
  const first = openBatch();
  first.add(begin[context.mode], []);
  const entrance = entranceOf(context.caller);
  const entered = first.add(entrance.transaction, entrance.values);
  const actor = async (): Promise<Actor> => {
    await first.answered;
    const [row] = first.rowsAt<ResultOf<typeof entrance.transaction>>(entered);
    if (!row) throw new Error('The entrance returned no row');
    return row.actor;
  };
  try {
    const result = await work({
      query: async <Result>(given: Statement<Result>, values: readonly Value[]) => {
        const { batch, index } = await run(planned(given, context.caller), values);
        return batch.rowsAt<Result>(index);
      },
      send: (given, values) => {
        openBatch().add(planned(given, context.caller), values);
      },
      actor,
    });
    const { batch, index } = await run(commit);
    assertCommitted(batch.commandAt(index));
    connection.release(false);
    return result;
  } catch (error) {
    // PostgreSQL skips a ROLLBACK that follows a failed statement in one batch.
    flush();
    await run(rollback).catch(() => {});
    context.fault ??= failure === undefined ? null : faultOf(failure, context);
    connection.release(failure !== undefined && !leavesConnectionFit(failure));
    throw failure ?? error;
  }
};

const orUnavailable = async <T>(taking: Promise<T>, context: TransactionContext): Promise<T> => {
  try {
    return await taking;
  } catch (error) {
    context.fault = 'unavailable';
    throw error;
  }
};
