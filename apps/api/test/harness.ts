import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestDatabase } from '@doorstep/database/test-database';
import { registerCustomer } from '@doorstep/testing/client';
import type { TestApi } from '@doorstep/testing/test-api';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { sweepMedia } from '../src/media/media-sweep.ts';
import type { Dependencies } from '../src/server/dependencies.ts';
import { startApi } from './running-api.ts';

export type Api = TestApi & {
  readonly dependencies: Dependencies;
  /** Sets the clock of the server. */
  advance(seconds: number): void;
  /** Files that the server has stored. */
  files(): Promise<string[]>;
  /** Deletes the files that no row names, as if their grace period were over. */
  sweepFiles(): Promise<void>;
};

/** True for a suite that needs its own database. */
export type Backing = { ownDatabase?: boolean };

/** Starts the API in this process for the calling suite, by default on the shared database. */
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
    newTenant: (settings) => api().newTenant(settings),
    setTenant: (id, name, value) => api().setTenant(id, name, value),
    setRole: (tenantId, email, role) => api().setRole(tenantId, email, role),
    settled: () => api().settled(),
    advance: (seconds) => api().advance(seconds),
    newCustomer: (tenantId, email) => registerCustomer(api().url, tenantId, email),
    files: () => listFiles(join(api().dataDir, 'media', 'objects')),
    sweepFiles: async () => {
      const { database, media } = api().dependencies;
      await sweepMedia(database, media.objects, { now: new Date(Date.now() + 2 * 60 * 60 * 1000), dryRun: false });
    },
    sql: async (text, values) => (await api().owner.query(text, values)).rows,
  };
};

const start = async (env: Record<string, string>, { ownDatabase }: Backing) => {
  const own = ownDatabase ? await createTestDatabase(inject('server')) : null;
  const { requests, owner: ownerConfig } = own?.database ?? inject('database');
  const api = await startApi(env, requests);
  const owner = new pg.Pool({ ...ownerConfig, max: 1 });
  // The suite's own database may be dropped while this connection is open.
  owner.on('error', () => {});
  return {
    ...api,
    owner,
    stop: async () => {
      await api.stop();
      await owner.end();
      await own?.remove();
    },
  };
};

const listFiles = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
