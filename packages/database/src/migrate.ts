import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

// An arbitrary number, the same in every process: migrations of one database wait for each other.
const migrationLock = 4_206_107_813;

type Migration = { name: string; content: string };

const readMigrations = async (): Promise<Migration[]> => {
  const folder = join(import.meta.dirname, '..', 'prisma', 'migrations');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
};

/**
 * The names of the migrations that a database lacks, oldest first.
 *
 * @throws Error if an applied migration has been edited, or one has started and not finished.
 */
export const pendingMigrations = async (client: pg.ClientBase): Promise<string[]> => {
  const migrations = await readMigrations();
  // Before the migrations grant it, the login of requests cannot read the history, even if it exists.
  const history = await client.query(
    "SELECT has_table_privilege(to_regclass('_prisma_migrations'), 'SELECT') AS readable",
  );
  if (!history.rows[0]?.readable) return migrations.map(({ name }) => name);
  const { rows } = await client.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const applied = new Map(rows.map((row) => [row.name, row]));
  return migrations.flatMap(({ name, content }) => {
    const row = applied.get(name);
    if (!row) return [name];
    if (!row.finished)
      throw new Error(
        `Migration ${name} has started and not finished. If no other process is migrating now, it failed: repair the database, then mark it with "npm run prisma -- migrate resolve"`,
      );
    if (row.checksum !== checksum(content)) throw new Error(`Migration ${name} was edited after it was applied`);
    return [];
  });
};

const checksum = (content: string): string => createHash('sha256').update(content).digest('hex');

/**
 * Applies the pending migrations, and records them in the history of the Prisma CLI. Several processes may call it at once.
 *
 * @param connection A login that owns the tables.
 * @param upTo The last migration to apply; the default is all.
 * @returns The names of the applied migrations.
 */
export const migrate = (connection: pg.ClientConfig, upTo?: string): Promise<string[]> =>
  withMigrationLock(connection, async (client) => {
    const pending = (await pendingMigrations(client)).filter((name) => upTo === undefined || name <= upTo);
    if (pending.length > 0) await client.query(historyTable);
    for (const { name, content } of await readMigrations()) {
      if (pending.includes(name)) await apply(client, name, content);
    }
    return pending;
  });

/** The table that Prisma's engine creates. The CLI needs all of its columns. */
const historyTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id varchar(36) PRIMARY KEY,
    checksum varchar(64) NOT NULL,
    finished_at timestamptz,
    migration_name varchar(255) NOT NULL,
    logs text,
    rolled_back_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT now(),
    applied_steps_count integer NOT NULL DEFAULT 0
  )`;

/** A migration and its row in the history commit together, so a failed one leaves nothing behind. */
const apply = async (client: pg.Client, name: string, content: string): Promise<void> => {
  await client.query('BEGIN');
  try {
    await client.query(content);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum(content), name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    await client.query('ROLLBACK');
    throw new Error(`Migration ${name} failed and was rolled back`, { cause });
  }
};

/** Whether this login bypasses row security unless it takes another role in each transaction. */
export const isSuperuser = (connection: pg.ClientConfig): Promise<boolean> =>
  withClient(connection, async (client) => {
    const { rows } = await client.query(
      'SELECT rolsuper OR rolbypassrls AS super FROM pg_roles WHERE rolname = session_user',
    );
    return Boolean(rows[0]?.super);
  });

/** {@link pendingMigrations}, over a new connection. */
export const listPending = (connection: pg.ClientConfig): Promise<string[]> =>
  withClient(connection, pendingMigrations);

/** Creates the login of requests on the default database, which has no administrator to create it. */
export const ensureLogin = (connection: pg.ClientConfig, login: string, password: string): Promise<void> =>
  withMigrationLock(connection, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [login]);
    if (rowCount) return;
    const [name, secret] = [client.escapeIdentifier(login), client.escapeLiteral(password)];
    await client.query(`CREATE ROLE ${name} LOGIN PASSWORD ${secret} IN ROLE doorstep_app, doorstep_operator`);
  });

const withMigrationLock = <T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> =>
  withClient(connection, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    try {
      return await work(client);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [migrationLock]);
    }
  });

/** Runs some work on a new connection. */
export const withClient = async <T>(
  connection: pg.ClientConfig,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> => {
  const client = new pg.Client(connection);
  // A lost connection fails the current query. Without a listener, a loss between two queries would end the process.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
