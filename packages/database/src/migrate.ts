import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openSchemaEngine } from './schema-engine.ts';

const prismaDir = join(import.meta.dirname, '..', 'prisma');
const filters = { externalTables: [], externalEnums: [] };
// Any number, the same in every process: who migrates the same database waits for the other.
const migrationLock = 4_206_107_813;

type Migration = { name: string; content: string };

const readMigrations = async (): Promise<Migration[]> => {
  const folder = join(prismaDir, 'migrations');
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  return Promise.all(
    names.map(async (name) => ({ name, content: await readFile(join(folder, name, 'migration.sql'), 'utf8') })),
  );
};

/**
 * The names of the migrations that a database lacks, oldest first: what `migrate` would apply.
 * Throws when an applied one has been edited since, or failed half-way.
 */
export const pendingMigrations = async (client: pg.ClientBase): Promise<string[]> => {
  const migrations = await readMigrations();
  // The history is there before the login of requests may read it, which the migrations grant.
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
        `Migration ${name} has begun and not ended. If nobody is migrating just now, it failed: mend the database, then mark it with "prisma migrate resolve"`,
      );
    if (row.checksum !== checksum(content)) throw new Error(`Migration ${name} was edited after it was applied`);
    return [];
  });
};

const checksum = (content: string): string => createHash('sha256').update(content).digest('hex');

/**
 * Brings a database up to date, in the history that the Prisma CLI keeps as well, and answers what was applied.
 * Several processes may call it at once. `connection` must own the tables.
 */
export const migrate = (connection: pg.ClientConfig): Promise<string[]> =>
  withMigrationLock(connection, async (client) =>
    (await pendingMigrations(client)).length > 0 ? applyPending(connection) : [],
  );

const applyPending = async (connection: pg.ClientConfig): Promise<string[]> => {
  const { engine, close } = await openSchemaEngine(connection, (await readSchema()).map(toPair));
  try {
    const migrations = await readMigrations();
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList: toList(migrations), filters });
    return appliedMigrationNames;
  } finally {
    await close();
  }
};

const toList = (migrations: Migration[]) => ({
  baseDir: join(prismaDir, 'migrations'),
  lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"' },
  shadowDbInitScript: '',
  migrationDirectories: migrations.map(({ name, content }) => ({
    path: name,
    migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: content } },
  })),
});

type SchemaFile = { path: string; content: string };

const readSchema = async (): Promise<SchemaFile[]> => {
  const path = join(prismaDir, 'schema.prisma');
  return [{ path, content: await readFile(path, 'utf8') }];
};

const toPair = ({ path, content }: SchemaFile): [string, string] => [path, content];

/** The SQL that would bring a migrated database to what schema.prisma says; empty when they agree. */
export const schemaDrift = async (connection: pg.ClientConfig): Promise<string> => {
  const files = await readSchema();
  const { engine, close } = await openSchemaEngine(connection, files.map(toPair));
  try {
    const { stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: prismaDir },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters,
    });
    return (stdout ?? '').replaceAll(/^--.*$/gm, '').trim();
  } finally {
    await close();
  }
};

/** Whether this login would bypass row security if it did not take another role in each transaction. */
export const isSuperuser = (connection: pg.ClientConfig): Promise<boolean> =>
  withClient(connection, async (client) => {
    const { rows } = await client.query(
      'SELECT rolsuper OR rolbypassrls AS super FROM pg_roles WHERE rolname = session_user',
    );
    return Boolean(rows[0]?.super);
  });

/** The migrations a database lacks, over a connection of its own. */
export const listPending = (connection: pg.ClientConfig): Promise<string[]> =>
  withClient(connection, pendingMigrations);

/** Makes the login that requests run as on the embedded database, where nobody else could make it. */
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

const withClient = async <T>(connection: pg.ClientConfig, work: (client: pg.Client) => Promise<T>): Promise<T> => {
  const client = new pg.Client(connection);
  // A connection that is lost fails the query under way; between two queries there is nobody to tell.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
};
