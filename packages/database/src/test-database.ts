import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openConnection } from './connection.ts';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import type { ScopedPoolConfig } from './scoped-pool.ts';

/** The database of one test run: what requests connect with, and its owner for looking behind the scenes. */
export type TestDatabase = { requests: ScopedPoolConfig; owner: pg.ClientConfig; kind: 'embedded' | 'server' };

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabase;
    /** The superuser's address of a server; empty where the run is on the embedded database. */
    serverUrl: string;
  }
}

/** Makes one fresh database for all suites: on the server that TEST_DATABASE_URL names, else the embedded one. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const serverUrl = process.env.TEST_DATABASE_URL;
  provide('serverUrl', serverUrl ?? '');
  const { database, remove } = await createTestDatabase(serverUrl);
  provide('database', database);
  return remove;
};

type Made = { database: TestDatabase; remove(): Promise<void> };

/** Makes a fresh database on a server, or without one an embedded one. */
export const createTestDatabase = (serverUrl: string | undefined): Promise<Made> =>
  serverUrl ? onServer(serverUrl) : embedded();

const embedded = async (): Promise<Made> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-test-'));
  const connection = await openConnection({
    databaseUrl: undefined,
    migrateDatabaseUrl: undefined,
    dataDir,
    pool: 8,
    migrate: true,
  });
  const guest = await openEmbedded({ dataDir });
  return {
    database: { requests: connection.requests, owner: guest.connection('postgres'), kind: 'embedded' },
    remove: async () => {
      await guest.close();
      await connection.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** An empty database on a server, as in production: with an owner that is no superuser, and a login that owns nothing. */
export type ServerDatabase = {
  superuserUrl: string;
  ownerUrl: string;
  loginUrl: string;
  /** Lets the login take the roles that a migration makes, both unless said. */
  grantRoles(roles?: string): Promise<void>;
  remove(): Promise<void>;
};

export const createServerDatabase = async (serverUrl: string): Promise<ServerDatabase> => {
  const name = `doorstep_test_${randomBytes(6).toString('hex')}`;
  const admin = new pg.Client(serverUrl);
  await admin.connect();
  await admin.query(`CREATE ROLE ${name}_owner LOGIN CREATEROLE PASSWORD '${name}'`);
  await admin.query(`CREATE ROLE ${name}_login LOGIN PASSWORD '${name}'`);
  await admin.query(`CREATE DATABASE ${name} OWNER ${name}_owner`);
  const urlFor = (user: string) => {
    const url = new URL(serverUrl);
    return Object.assign(url, { username: user, password: name, pathname: `/${name}` }).href;
  };
  return {
    superuserUrl: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href,
    ownerUrl: urlFor(`${name}_owner`),
    loginUrl: urlFor(`${name}_login`),
    grantRoles: async (roles = 'doorstep_app, doorstep_operator') => {
      await admin.query(`GRANT ${roles} TO ${name}_login`);
    },
    remove: async () => {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      // The roles of the application belong to whoever migrated first: that owner stays.
      await admin.query(`DROP ROLE ${name}_owner`).catch(() => {});
      await admin.query(`DROP ROLE ${name}_login`);
      await admin.end();
    },
  };
};

const onServer = async (serverUrl: string): Promise<Made> => {
  const { superuserUrl, ownerUrl, loginUrl, grantRoles, remove } = await createServerDatabase(serverUrl);
  await migrate({ connectionString: ownerUrl });
  await grantRoles();
  return {
    database: {
      requests: { connectionString: loginUrl, max: 8, named: true },
      owner: { connectionString: superuserUrl },
      kind: 'server',
    },
    remove,
  };
};
