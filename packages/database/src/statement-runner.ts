import type pg from 'pg';
import { assertCommitted, beginTransaction, faultOf, leavesConnectionFit } from './begin-transaction.ts';
import type { Caller, Opening } from './opening.ts';
import type { Query } from './pg-query.ts';
import type { ScopedPool } from './scoped-pool.ts';
import type { Submitter } from './shared-reads.ts';
import type { Statement, Value } from './statement.ts';
import { StatementQuery } from './statement-query.ts';

/** One transaction. What is asked or sent without waiting in between travels together, in the order it was given. */
export type StatementClient = {
  /** Answers the rows. */
  query<Row>(statement: Statement<Row>, values: readonly Value[]): Promise<Row[]>;
  /** Writes; nobody waits for it but the commit, which fails with it. */
  send(statement: Statement<unknown>, values: readonly Value[]): void;
};

/** Sends a statement, and answers what comes back. */
const ask = (
  { submit }: Submitter,
  { name, text }: Statement<unknown>,
  values: readonly Value[],
  caller?: Caller,
): Promise<pg.QueryResult> =>
  new Promise((resolve, reject) => {
    const callback = (error: Error | null, result: pg.QueryResult) => (error ? reject(error) : resolve(result));
    submit(new StatementQuery(text, [...values], { name, callback, ...(caller && { caller }) }));
  });

/** Runs one statement in a read-only transaction of its own, in one network round trip. */
export const runStatement = async <Row>(
  pool: ScopedPool,
  opening: Opening & { caller: Caller },
  statement: Statement<Row>,
  values: readonly Value[],
): Promise<Row[]> => {
  const { caller } = opening;
  const shared = await orUnavailable(pool.share(), opening);
  try {
    const { rows } = await ask(shared, statement, values, caller);
    shared.release(false);
    return rows;
  } catch (error) {
    opening.fault ??= faultOf(error, opening);
    shared.release(!leavesConnectionFit(error));
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
  const lease = await orUnavailable(pool.acquire(), opening);
  const unanswered: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const track = (answer: Promise<pg.QueryResult>): Promise<pg.QueryResult> => {
    const place = unanswered.length;
    unanswered.push(
      answer.catch((error: unknown) => {
        failures[place] = error;
      }),
    );
    return answer;
  };
  // The first fault is the cause: what comes behind it in the transaction only fails with it. The first of those sent, that
  // is: answers that arrive together are told of in any order.
  const failure = (): unknown => failures.find((error) => error !== undefined);
  const run = (statement: Statement<unknown>, values: readonly Value[]) => track(ask(lease, statement, values));
  // A query object would be copied, property by property, and a prepared one described each time.
  const plainly: Query = ({ name = '', text, values }) =>
    values ? run({ name, text }, values) : track(lease.query(text));
  const end = async (text: 'COMMIT' | 'ROLLBACK'): Promise<pg.QueryResult | undefined> => {
    const ended = plainly({ text }).catch(() => undefined);
    await Promise.all(unanswered);
    const failed = failure();
    opening.fault ??= failed === undefined ? null : faultOf(failed, opening);
    lease.release(failed !== undefined && !leavesConnectionFit(failed));
    return ended;
  };
  const entered = beginTransaction(plainly, opening);
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
    throw failure() ?? error;
  }
  const committed = await end('COMMIT');
  const failed = failure();
  if (failed !== undefined) throw failed;
  if (committed) assertCommitted(committed);
  return result;
};

const orUnavailable = async <T>(taking: Promise<T>, opening: Opening): Promise<T> => {
  try {
    return await taking;
  } catch (error) {
    opening.fault = 'unavailable';
    throw error;
  }
};
