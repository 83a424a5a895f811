import pg from 'pg';
import { migrate, withClient } from './migrate.ts';

const batchSize = 500;

/**
 * Copies all rows of one Doorstep database into another, which must be empty, and migrates the copy.
 *
 * @param from A superuser, who sees every row.
 * @param to A superuser, who may switch off triggers and foreign keys during the copy.
 * @returns The number of copied rows, by table.
 * @throws Error if the target has rows.
 */
export const copyDatabase = async (from: pg.ClientConfig, to: pg.ClientConfig): Promise<Map<string, number>> => {
  const copied = new Map<string, number>();
  await withClient(from, async (source) => {
    // Both have the same tables during the copy. Newer migrations are applied to the copy afterwards.
    await migrate(to, await lastMigration(source));
    await withClient(to, async (target) => {
      await source.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
      await target.query('BEGIN');
      await target.query("SET LOCAL session_replication_role = 'replica'");
      for (const table of await tablesOf(source)) copied.set(table, await copyTable(table, source, target));
      await target.query('COMMIT');
      await source.query('COMMIT');
    });
  });
  await migrate(to);
  return copied;
};

const lastMigration = async (source: pg.Client): Promise<string> => {
  const { rows } = await source.query<{ name: string }>(
    'SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1 DESC LIMIT 1',
  );
  if (!rows[0]) throw new Error('The source is not a Doorstep database');
  return rows[0].name;
};

const tablesOf = async (client: pg.Client): Promise<string[]> => {
  const { rows } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
};

const copyTable = async (name: string, source: pg.Client, target: pg.Client): Promise<number> => {
  const table = pg.escapeIdentifier(name);
  // A migration inserts rows here. The source's rows replace them.
  if (name === 'audit_sealing') await target.query(`DELETE FROM ${table}`);
  const { rows: there } = await target.query(`SELECT FROM ${table} LIMIT 1`);
  if (there.length > 0) throw new Error(`The target has rows in ${name}. Copy into an empty database.`);
  await source.query(`DECLARE copied CURSOR FOR SELECT to_jsonb(t) AS row FROM ${table} t`);
  let count = 0;
  for (;;) {
    const { rows } = await source.query<{ row: object }>(`FETCH ${batchSize} FROM copied`);
    if (rows.length === 0) break;
    await target.query(`INSERT INTO ${table} SELECT * FROM jsonb_populate_recordset(NULL::${table}, $1)`, [
      JSON.stringify(rows.map(({ row }) => row)),
    ]);
    count += rows.length;
  }
  await source.query('CLOSE copied');
  return count;
};
