import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '@doorstep/database/test-database';
import pg from 'pg';
import { pino } from 'pino';
import { afterAll, beforeAll, inject } from 'vitest';
import { createApp } from '../src/app.ts';
import { parseEnv } from '../src/config/env.ts';
import { loadKeys } from '../src/config/keys.ts';
import { sweepMedia } from '../src/media/media-sweep.ts';
import { createTenant, setTenant } from '../src/operator/tenant-admin.ts';
import { buildDependencies } from '../src/server/build-dependencies.ts';
import type { Dependencies } from '../src/server/dependencies.ts';
import { createHttpServer, prepareShutdown } from '../src/server/http-server.ts';
import { createClient, type SignedInClient } from './client.ts';

export const password = 'correct horse battery';
const operatorOrigin = { requestId: 'test', address: '', agent: '' };

export type Api = {
  readonly url: string;
  readonly dependencies: Dependencies;
  readonly dataDir: string;
  /** Moves the server's clock. */
  advance(seconds: number): void;
  newTenant(settings?: Record<string, string>): Promise<string>;
  setTenant(id: string, name: string, value: string): Promise<void>;
  /** Registers a customer of a tenant and signs them in. */
  newCustomer(tenantId: string, email?: string): Promise<SignedInClient>;
  /** Files that the server has stored. */
  files(): Promise<string[]>;
  /** Deletes the files that no row names, as if their grace period were over. */
  sweepFiles(): Promise<void>;
  /** Reads behind the server's back, as the database's superuser. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
};

let emails = 0;

/** Whether the suite needs a database that no other suite sees; it takes seconds to make. */
export type Backing = { ownDatabase?: boolean };

/** Starts the API on the run's database, with a data folder, keys and a clock of its own, for the suite that calls it. */
export const useApi = (env: Record<string, string> = {}, backing: Backing = {}): Api => {
  let started: Awaited<ReturnType<typeof start>> | undefined;
  beforeAll(async () => {
    started = await start(env, backing);
  });
  afterAll(() => started?.stop());
  const api = () => {
    if (!started) throw new Error('The API has not started');
    return started;
  };
  return {
    get url() {
      return api().url;
    },
    get dependencies() {
      return api().dependencies;
    },
    get dataDir() {
      return api().dataDir;
    },
    advance: (seconds) => {
      api().clock.ms += seconds * 1000;
    },
    newTenant: async (settings = {}) => {
      const operator = api().dependencies.database.operator(operatorOrigin);
      const { id } = await createTenant(operator, 'Test shop');
      await setTenant(operator, id, Object.entries(settings));
      return id;
    },
    setTenant: async (id, name, value) => {
      await setTenant(api().dependencies.database.operator(operatorOrigin), id, [[name, value]]);
    },
    newCustomer: async (tenantId, email = `customer${process.pid}-${++emails}@example.com`) => {
      const client = createClient(api().url, { tenantId });
      const { status, body } = await client.post('/api/auth/register/', { json: { email, password } });
      if (status !== 201) throw new Error(`Could not register: ${JSON.stringify(body)}`);
      return client.signedIn(body);
    },
    files: () => listFiles(join(api().dataDir, 'media', 'objects')),
    sweepFiles: async () => {
      const { database, media } = api().dependencies;
      await sweepMedia(database, media.objects, { now: new Date(Date.now() + 2 * 60 * 60 * 1000), dryRun: false });
    },
    sql: async (text, values) => (await api().owner.query(text, values)).rows,
  };
};

const start = async (env: Record<string, string>, { ownDatabase }: Backing) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-api-'));
  const clock = { ms: Date.now() };
  const config = parseEnv({ NODE_ENV: 'test', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env });
  const logger = pino({ level: 'silent' });
  const keys = await loadKeys(config, join(dataDir, 'keys.json'));
  const own = ownDatabase ? await createTestDatabase(inject('server')) : null;
  const { requests, owner: ownerConfig } = own?.database ?? inject('database');
  const { dependencies, close } = buildDependencies({ config, keys, requests, logger, now: () => new Date(clock.ms) });
  // The database may be shared with suites whose rows name files elsewhere.
  await dependencies.media.objects.prepare(async () => true);
  await dependencies.uploads.open();
  const server = createHttpServer(createApp(dependencies), config);
  const shutDown = prepareShutdown(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const owner = new pg.Pool({ ...ownerConfig, max: 1 });
  // A database of its own is removed while this connection may still be saying goodbye.
  owner.on('error', () => {});
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dependencies,
    dataDir,
    clock,
    owner,
    stop: async () => {
      await shutDown(1);
      await close();
      await owner.end();
      await own?.remove();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};

const listFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
