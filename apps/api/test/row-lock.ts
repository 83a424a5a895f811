import pg from 'pg';
import { inject, onTestFinished } from 'vitest';

/** A row that another transaction has locked. */
export type RowLock = {
  /** Resolves when `count` transactions (by default one) wait for the lock, directly or in its queue. */
  hasWaiters(count?: number): Promise<void>;
  /** Runs SQL in the transaction that holds the lock. */
  sql(text: string, values: unknown[]): Promise<void>;
  release(): Promise<void>;
};

/** Locks a row from outside of the server, as another process would. */
export const lockRow = async (table: 'users' | 'sessions', id: string): Promise<RowLock> => {
  const { owner } = inject('database');
  const [holder, watcher] = [new pg.Client(owner), new pg.Client(owner)];
  onTestFinished(async () => {
    await Promise.all([holder.end(), watcher.end()]);
  });
  await Promise.all([holder.connect(), watcher.connect()]);
  await holder.query('BEGIN');
  const { rows } = await holder.query(`SELECT pg_backend_pid() AS pid FROM ${table} WHERE id = $1 FOR UPDATE`, [id]);
  if (rows.length !== 1) throw new Error(`There is no such row in ${table}`);
  const waiting = `
    WITH RECURSIVE line (pid) AS (
      SELECT $1::int UNION SELECT a.pid FROM pg_stat_activity a JOIN line ON line.pid = ANY (pg_blocking_pids(a.pid))
    ) SELECT count(*)::int - 1 AS length FROM line`;
  return {
    hasWaiters: async (count = 1) => {
      while ((await watcher.query(waiting, [rows[0].pid])).rows[0].length < count);
    },
    sql: async (text, values) => {
      await holder.query(text, values);
    },
    release: async () => {
      await holder.query('COMMIT');
    },
  };
};
