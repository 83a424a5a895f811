import type pg from 'pg';
import { openEmbedded } from './embedded.ts';
import { ensureLogin, listPending, migrate } from './migrate.ts';
import { createPool, type PoolConfig } from './pool.ts';

export type ConnectionOptions = {
  /** The URL of a PostgreSQL server; without it, the default database in `dataDir` is used. */
  databaseUrl: string | undefined;
  /** The operator's login; without it, that of `databaseUrl`. */
  operatorDatabaseUrl?: string | undefined;
  /** The owner's login; without it, that of `databaseUrl`. */
  migrateDatabaseUrl: string | undefined;
  dataDir: string;
  /** The limit of connections for requests. */
  databasePool: number;
  /** The time-out of a request's statement. */
  databaseTimeoutSeconds: number;
  /** Whether to apply pending migrations. Otherwise an outdated database is an error. */
  migrate: boolean;
};

export type OpenDatabase = {
  /** What requests connect with. */
  readonly requests: PoolConfig;
  /** What the operator's commands, the outbox, the sweeps and the readiness probe connect with. */
  readonly operators: PoolConfig;
  /** Migrations that were applied just now. */
  readonly applied: string[];
  /** Resolves if the default database stops unexpectedly. */
  readonly died: Promise<void>;
  close(): Promise<void>;
};

const embeddedLogin = 'doorstep';

/**
 * Opens the database of the settings, with all migrations applied.
 *
 * @throws Error if it is unreachable, or outdated while `migrate` is off.
 */
export const openDatabase = async (options: ConnectionOptions): Promise<OpenDatabase> => {
  const { databaseUrl, operatorDatabaseUrl, migrateDatabaseUrl, dataDir } = options;
  const forRequests = requestLimits(options);
  if (databaseUrl) {
    const owner = { connectionString: migrateDatabaseUrl ?? databaseUrl };
    const applied = await bringUpToDate(owner, { connectionString: databaseUrl }, options.migrate);
    return {
      requests: { connectionString: databaseUrl, ...forRequests },
      operators: { connectionString: operatorDatabaseUrl ?? databaseUrl, ...operatorLimits },
      applied,
      died: new Promise(() => {}),
      close: async () => {},
    };
  }
  const embedded = await openEmbedded({ dataDir });
  try {
    const owner = embedded.connection('postgres');
    const applied = await bringUpToDate(owner, owner, options.migrate);
    await ensureLogin(owner, embeddedLogin, owner.password);
    const login = embedded.connection(embeddedLogin);
    return {
      requests: { ...login, ...forRequests },
      operators: { ...login, ...operatorLimits },
      applied,
      died: embedded.died,
      close: embedded.close,
    };
  } catch (error) {
    await embedded.close();
    throw error;
  }
};

/** The owner's login of the database of the settings, which may be outdated or empty. */
export const openOwner = async ({
  databaseUrl,
  migrateDatabaseUrl,
  dataDir,
}: Pick<ConnectionOptions, 'databaseUrl' | 'migrateDatabaseUrl' | 'dataDir'>): Promise<{
  owner: pg.ClientConfig;
  close(): Promise<void>;
}> => {
  if (databaseUrl) return { owner: { connectionString: migrateDatabaseUrl ?? databaseUrl }, close: async () => {} };
  const { connection, close } = await openEmbedded({ dataDir });
  return { owner: connection('postgres'), close };
};

/** Stores the counters of the rate limits. They belong to no tenant, so this works outside of every scope. */
export type CounterStore = {
  query(statement: pg.QueryConfig): Promise<pg.QueryResult>;
  end(): Promise<void>;
};

/**
 * @param onFault Called with the error of each failed query, because the limiter silently continues in memory.
 */
export const createCounterStore = (config: PoolConfig, onFault: (error: unknown) => void): CounterStore => {
  const pool = createPool({ ...config, max: 4, query_timeout: counterMs, connectionTimeoutMillis: counterMs });
  return {
    query: async (statement) => {
      try {
        return await pool.query(statement);
      } catch (error) {
        onFault(error);
        throw error;
      }
    },
    end: () => pool.end(),
  };
};

/** The time-out of a counter, in milliseconds. After it, the limiter counts in memory. */
const counterMs = 2_000;

const common = { application_name: 'doorstep', keepAlive: true, connectionTimeoutMillis: 5_000 };

const requestLimits = ({ databasePool, databaseTimeoutSeconds }: ConnectionOptions) => ({
  ...common,
  max: databasePool,
  query_timeout: databaseTimeoutSeconds * 1000,
});

// Operator work is sequential and may be slow.
const operatorLimits = { ...common, max: 4, query_timeout: 300_000 };

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
