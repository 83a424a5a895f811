import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openEmbedded } from './embedded.ts';
import { migrate } from './migrate.ts';
import type { PoolConfig } from './pool.ts';

/** A database of a test run: the login of requests, and a superuser for direct access. */
export type TestDatabase = { requests: PoolConfig; owner: pg.ClientConfig };

/** A server for tests, and a migrated database there, as a template. */
export type TestServer = {
  /** The superuser's URL. */
  url: string;
  template: Roles & { name: string };
};

/** As in production: an owner that is not a superuser, and a login that owns no tables. */
type Roles = { owner: string; login: string };

declare module 'vitest' {
  interface ProvidedContext {
    database: TestDatabase;
    server: TestServer;
  }
}

/**
 * Global set-up: creates one database for the suites of all projects. It is on the server of TEST_DATABASE_URL, or else on a server
 * that this run starts.
 */
export default async ({ vitest }: TestProject): Promise<(() => Promise<void>) | undefined> => {
  const root = vitest.getRootProject();
  // An earlier project has started it, and stops it after this one.
  if (root.getProvidedContext().server) return;
  const { url, stop } = process.env.TEST_DATABASE_URL
    ? { url: process.env.TEST_DATABASE_URL, stop: async () => {} }
    : await startServer();
  const empty = await createEmptyDatabase(url);
  await migrate({ connectionString: empty.ownerUrl });
  await empty.grantRoles();
  const { name, owner, login } = empty;
  const server: TestServer = { url, template: { name, owner, login } };
  const { database, remove } = await createTestDatabase(server);
  root.provide('server', server);
  root.provide('database', database);
  return async () => {
    await remove();
    await empty.remove();
    await stop();
  };
};

const startServer = async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-test-'));
  const settings = { fsync: 'off', full_page_writes: 'off', max_connections: '300' };
  const embedded = await openEmbedded({ dataDir, settings });
  const { host, port, user, password, database } = embedded.connection('postgres');
  return {
    url: `postgresql://${user}:${password}@localhost:${port}/${database}?host=${encodeURIComponent(host)}`,
    stop: async () => {
      await embedded.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

export type ServerDatabase = Roles & {
  name: string;
  superuserUrl: string;
  ownerUrl: string;
  loginUrl: string;
  remove(): Promise<void>;
};

/** Creates a migrated, empty database from the template. */
export const createServerDatabase = async ({ url, template }: TestServer): Promise<ServerDatabase> => {
  const name = newName();
  await asAdmin(url, (admin) =>
    admin.query(`CREATE DATABASE ${name} TEMPLATE ${template.name} OWNER ${template.owner}`),
  );
  return {
    ...describe(url, name, template),
    remove: () => asAdmin(url, (admin) => admin.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
};

/** {@link createServerDatabase} for suites that run the API in their own process. */
export const createTestDatabase = async (
  server: TestServer,
): Promise<{ database: TestDatabase; remove(): Promise<void> }> => {
  const { loginUrl, superuserUrl, remove } = await createServerDatabase(server);
  return {
    database: {
      requests: { connectionString: loginUrl, max: 8, query_timeout: 60_000 },
      owner: { connectionString: superuserUrl },
    },
    remove,
  };
};

/** Creates a database without tables, with two new roles that have no grants. */
export const createEmptyDatabase = async (
  url: string,
): Promise<ServerDatabase & { grantRoles(roles?: string): Promise<void> }> => {
  const name = newName();
  const roles = { owner: `${name}_owner`, login: `${name}_login` };
  await asAdmin(url, async (admin) => {
    await admin.query(`CREATE ROLE ${roles.owner} LOGIN CREATEROLE PASSWORD '${roles.owner}'`);
    await admin.query(`CREATE ROLE ${roles.login} LOGIN PASSWORD '${roles.login}'`);
    await admin.query(`CREATE DATABASE ${name} OWNER ${roles.owner}`);
  });
  return {
    ...describe(url, name, roles),
    /** Grants roles that a migration created to the login; the default is both. */
    grantRoles: (granted = 'doorstep_app, doorstep_operator') =>
      asAdmin(url, (admin) => admin.query(`GRANT ${granted} TO ${roles.login}`)),
    remove: () =>
      asAdmin(url, async (admin) => {
        await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
        // The first owner who migrated owns the application's roles, so that owner cannot be dropped.
        await admin.query(`DROP ROLE ${roles.owner}`).catch(() => {});
        await admin.query(`DROP ROLE ${roles.login}`);
      }),
  };
};

const newName = (): string => `doorstep_test_${randomBytes(6).toString('hex')}`;

const describe = (url: string, name: string, roles: Roles) => {
  const urlFor = (changes: Partial<URL>) => Object.assign(new URL(url), { pathname: `/${name}`, ...changes }).href;
  const { owner, login } = roles;
  return {
    name,
    owner,
    login,
    superuserUrl: urlFor({}),
    ownerUrl: urlFor({ username: owner, password: owner }),
    loginUrl: urlFor({ username: login, password: login }),
  };
};

const asAdmin = async (url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> => {
  const admin = new pg.Client(url);
  admin.on('error', () => {});
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
};
