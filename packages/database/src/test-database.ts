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
  }
}

/** Makes one fresh database for all suites: on the server that TEST_DATABASE_URL names, else the embedded one. */
export default async ({ provide }: TestProject): Promise<() => Promise<void>> => {
  const serverUrl = process.env.TEST_DATABASE_URL;
  const { database, remove } = serverUrl ? await onServer(serverUrl) : await embedded();
  provide('database', database);
  return remove;
};

type Made = { database: TestDatabase; remove(): Promise<void> };

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
      await connection.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

/** As in production: an owner that is no superuser, and a login that owns nothing. */
const onServer = async (serverUrl: string): Promise<Made> => {
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
  const owner = { connectionString: urlFor(`${name}_owner`) };
  await migrate(owner);
  await admin.query(`GRANT doorstep_app, doorstep_operator TO ${name}_login`);
  return {
    database: {
      requests: { connectionString: urlFor(`${name}_login`), max: 8, named: true },
      owner: { ...owner, connectionString: Object.assign(new URL(serverUrl), { pathname: `/${name}` }).href },
      kind: 'server',
    },
    remove: async () => {
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.query(`DROP ROLE ${name}_owner`).catch(() => {});
      await admin.query(`DROP ROLE ${name}_login`);
      await admin.end();
    },
  };
};
