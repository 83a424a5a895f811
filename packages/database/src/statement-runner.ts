import type pg from 'pg';
import { assertCommitted, beginTransaction, faultOf, leavesConnectionFit } from './begin-transaction.ts';
import { EnteredQuery } from './entered-query.ts';
import type { Caller, Opening } from './opening.ts';
import type { Query } from './pg-query.ts';
import type { ScopedPool } from './scoped-pool.ts';
import type { Statement, Value } from './statement.ts';

/** One transaction. What is asked or sent without waiting in between travels together, in the order it was given. */
export type StatementClient = {
  /** Answers the rows. */
  query<Row>(statement: Statement<Row>, values: readonly Value[]): Promise<Row[]>;
  /** Writes; nobody waits for it but the commit, which fails with it. */
  send(statement: Statement<unknown>, values: readonly Value[]): void;
};

/** Runs one statement in a read-only transaction of its own, in one network round trip. */
export const runStatement = async <Row>(
  pool: ScopedPool,
  opening: Opening & { caller: Caller },
  { name, text }: Statement<Row>,
  values: readonly Value[],
): Promise<Row[]> => {
  const { caller } = opening;
  const { named } = pool;
  const { client, submit } = await acquire(pool, opening);
  try {
    const result = await new Promise<pg.QueryResult>((resolve, reject) => {
      const callback = (error: Error | null, answer: pg.QueryResult) => (error ? reject(error) : resolve(answer));
      submit(new EnteredQuery({ ...(named && { name }), text, values: [...values] }, { caller, named, callback }));
    });
    client.release();
    return result.rows;
  } catch (error) {
    opening.fault ??= faultOf(error);
    client.release(!leavesConnectionFit(error));
    throw error;
  }
};

/**
 * Runs a transaction whose begin and entrance travel with its first statements, and whose commit with its last.
 * Answers what `work` answers, once it is committed.
 */
export const runTransaction = async <T>(
  pool: ScopedPool,
  opening: Opening,
  work: (tx: StatementClient) => Promise<T>,
): Promise<T> => {
  const { client, query } = await acquire(pool, opening);
  const unanswered: Promise<unknown>[] = [];
  let failed: unknown;
  const ask: Query = (statement) => {
    const answer = query(statement);
    unanswered.push(
      // The first fault is the cause: what comes behind it in the transaction only fails with it.
      answer.catch((error: unknown) => {
        failed ??= error;
      }),
    );
    return answer;
  };
  const run = ({ name, text }: Statement<unknown>, values: readonly Value[]) =>
    ask({ ...(pool.named && { name }), text, values: [...values] });
  const end = async (text: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult | undefined> => {
    const ended = ask({ text }).catch(() => undefined);
    await Promise.all(unanswered);
    opening.fault ??= failed === undefined ? null : faultOf(failed);
    client.release(failed !== undefined && !leavesConnectionFit(failed));
    return ended;
  };
  const entered = beginTransaction(ask, pool.named, opening);
  entered.catch(() => {});
  let result: T;
  try {
    result = await work({
      query: async (statement, values) => {
        const answer = run(statement, values);
        await entered;
        return (await answer).rows;
      },
      send: (statement, values) => {
        run(statement, values).catch(() => {});
      },
    });
  } catch (error) {
    await end('ROLLBACK');
    throw failed ?? error;
  }
  const committed = await end('COMMIT');
  if (failed !== undefined) throw failed;
  if (committed) assertCommitted(committed);
  return result;
};

const acquire = async (pool: ScopedPool, opening: Opening) => {
  try {
    return await pool.acquire();
  } catch (error) {
    opening.fault = 'unavailable';
    throw error;
  }
};
