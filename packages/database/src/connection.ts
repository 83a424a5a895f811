import pg from 'pg';
import { openEmbedded } from './embedded.ts';
import { withFolderLock } from './folder-lock.ts';
import { ensureLogin, listPending, migrate } from './migrate.ts';
import { asOverloaded, type Query } from './pg-query.ts';
import type { ScopedPoolConfig } from './scoped-pool.ts';

export type ConnectionOptions = {
  /** A PostgreSQL server; without it, the embedded database in `dataDir`. */
  databaseUrl: string | undefined;
  /** The operator's login; without it, that of `databaseUrl`. */
  operatorDatabaseUrl?: string | undefined;
  /** The owner's login; without it, that of `databaseUrl`. */
  migrateDatabaseUrl: string | undefined;
  dataDir: string;
  /** Connections at most. */
  pool: number;
  /** Whether to bring the database up to date; otherwise one that is not is refused. */
  migrate: boolean;
};

export type Connection = {
  /** What requests connect with. */
  readonly requests: ScopedPoolConfig;
  /** What the operator's commands, the outbox and the sweeps connect with: the same object where that is one login. */
  readonly operators: ScopedPoolConfig;
  /** Migrations that were applied just now. */
  readonly applied: string[];
  /** Resolves if the embedded database ends without being asked to. */
  readonly died: Promise<void>;
  close(): Promise<void>;
};

const embeddedLogin = 'doorstep';
/** Connections of an operator's login of its own: for what is done one after another. */
const operatorPool = 4;

/**
 * Opens the database that the settings name, up to date. Throws when it cannot be reached, or lacks migrations that may
 * not be applied.
 */
export const openConnection = async (options: ConnectionOptions): Promise<Connection> => {
  const { databaseUrl, operatorDatabaseUrl, migrateDatabaseUrl, dataDir, pool } = options;
  if (databaseUrl) {
    const owner = { connectionString: migrateDatabaseUrl ?? databaseUrl };
    const applied = await bringUpToDate(owner, { connectionString: databaseUrl }, options.migrate);
    const requests = { connectionString: databaseUrl, max: pool, named: true, ...timeouts };
    const operators = operatorDatabaseUrl
      ? { ...requests, connectionString: operatorDatabaseUrl, max: operatorPool }
      : requests;
    return { requests, operators, applied, died: new Promise(() => {}), close: async () => {} };
  }
  const embedded = await openEmbedded({ dataDir });
  try {
    const owner = embedded.connection('postgres');
    const applied = await withFolderLock(dataDir, 'migration', async () => {
      const names = await bringUpToDate(owner, owner, options.migrate);
      await ensureLogin(owner, embeddedLogin);
      return names;
    });
    const requests = { ...embedded.connection(embeddedLogin), max: pool, named: false, ...timeouts };
    return { requests, operators: requests, applied, died: embedded.died, close: embedded.close };
  } catch (error) {
    await embedded.close();
    throw error;
  }
};

/**
 * A pool for the counters of the rate limits, which belong to no tenant and are asked outside of every scope.
 *
 * @param onFault Told of each query that failed: the limiter itself goes on in memory without a word.
 */
export const createCounterPool = (
  { named, ...config }: ScopedPoolConfig,
  onFault: (error: unknown) => void,
): pg.Pool => {
  const pool = new pg.Pool({ ...config, max: 4 });
  pool.on('error', () => {});
  const query: Query = pool.query.bind(pool);
  // The limiter names its statements, which clients that share one session must not.
  pool.query = asOverloaded(async ({ name, ...statement }) => {
    try {
      return await query(named && name ? { name, ...statement } : statement);
    } catch (error) {
      onFault(error);
      throw error;
    }
  });
  return pool;
};

const timeouts = { connectionTimeoutMillis: 10_000, application_name: 'doorstep' };

const bringUpToDate = async (
  owner: pg.ClientConfig,
  reader: pg.ClientConfig,
  mayMigrate: boolean,
): Promise<string[]> => {
  if (mayMigrate) return migrate(owner);
  const pending = await listPending(reader);
  if (pending.length === 0) return [];
  throw new Error(
    `The database lacks ${pending.join(', ')}, or this login its roles. Run "npm run migrate", or start with MIGRATE=on.`,
  );
};
