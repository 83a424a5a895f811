import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';
import { ScopeError } from './scope-error.ts';

// 100 kB of rows do not fit into the smallest work_mem: the server writes them to a temporary file, which fails on a full
// disk. Several statements of one simple query are one transaction.
const text = `
  SET LOCAL work_mem = 64;
  WITH rows AS MATERIALIZED (SELECT repeat('x', 100) FROM generate_series(1, 1000))
  SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS "readOnly", count(*)
  FROM rows`;

/**
 * Checks that the database answers, accepts writes and has space for them.
 *
 * @param timeoutMs The time-out of connecting and answering together.
 * @throws ScopeError `unavailable`, with the reason as its cause.
 */
export const assertWritable = async (pool: pg.Pool, timeoutMs: number): Promise<void> => {
  const asked = ask(pool, timeoutMs);
  // After a time-out, the query continues until it fails by itself.
  asked.catch(() => {});
  const timer = new AbortController();
  const late = delay(timeoutMs, undefined, { ref: false, signal: timer.signal }).then(() => {
    throw new Error(`No answer within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([asked, late]);
  } catch (cause) {
    throw new ScopeError('unavailable', cause);
  } finally {
    timer.abort();
    late.catch(() => {});
  }
};

const ask = async (pool: pg.Pool, timeoutMs: number): Promise<void> => {
  const probe = { text, query_timeout: timeoutMs };
  // pg answers several statements with several results, which its types leave out.
  const results = (await pool.query(probe)) as unknown as pg.QueryResult[];
  if (results.at(-1)?.rows[0]?.readOnly) throw new Error('The database takes no writes');
};
