import { setTimeout as delay } from 'node:timers/promises';
import { ScopeError } from './scope-error.ts';
import type { ScopedPool } from './scoped-pool.ts';

const text = `SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean AS "readOnly"`;

/**
 * Asks whether the database answers and takes writes.
 *
 * @param timeoutMs How long to wait for a connection and its answer together.
 * @throws ScopeError `unavailable`, with the reason as its cause.
 */
export const assertWritable = async (pool: ScopedPool, timeoutMs: number): Promise<void> => {
  const asked = ask(pool, timeoutMs);
  // Where the time runs out first, this goes on until it fails by its own.
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

const ask = async (pool: ScopedPool, timeoutMs: number): Promise<void> => {
  const { query, release } = await pool.acquire();
  const statement = { text, query_timeout: timeoutMs };
  const rows = await query(statement).then(
    (result) => result.rows,
    (error) => {
      release(true);
      throw error;
    },
  );
  release(false);
  if (rows[0]?.readOnly) throw new Error('The database takes no writes');
};
