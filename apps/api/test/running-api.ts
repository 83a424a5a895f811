import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolConfig } from '@doorstep/database/pool';
import type { ApiCommands } from '@doorstep/testing/test-api';
import { pino } from 'pino';
import { createApp } from '../src/app.ts';
import { parseEnv } from '../src/config/env.ts';
import { loadKeys } from '../src/config/keys.ts';
import { createTenant, setTenant } from '../src/operator/tenant-admin.ts';
import { setRole } from '../src/operator/user-admin.ts';
import { buildDependencies } from '../src/server/build-dependencies.ts';
import type { Dependencies } from '../src/server/dependencies.ts';
import { createHttpServer, prepareShutdown } from '../src/server/http-server.ts';

const operatorOrigin = { requestId: 'test', address: '', agent: 'operator desk' };

export type RunningApi = Omit<ApiCommands, 'advance'> & {
  url: string;
  dependencies: Dependencies;
  dataDir: string;
  /** Sets the clock of the server. */
  advance(seconds: number): void;
  stop(): Promise<void>;
};

/** Starts the API in this process, with its own data folder, keys and clock. */
export const startApi = async (env: Record<string, string>, requests: PoolConfig): Promise<RunningApi> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-api-'));
  let clock = Date.now();
  const config = parseEnv({ NODE_ENV: 'test', PORT: '0', HOST: '127.0.0.1', DATA_DIR: dataDir, ...env });
  const logger = pino({ level: 'silent' });
  const keys = await loadKeys(config, join(dataDir, 'keys.json'));
  const { dependencies, close } = buildDependencies({ config, keys, requests, logger, now: () => new Date(clock) });
  // Rows of other suites in a shared database may name files elsewhere.
  await dependencies.media.objects.prepare(async () => true);
  await dependencies.uploads.open();
  const server = createHttpServer(createApp(dependencies), config);
  const shutDown = prepareShutdown(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const operator = () => dependencies.database.operator(operatorOrigin);
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dependencies,
    dataDir,
    newTenant: async (settings = {}) => {
      const { id } = await createTenant(operator(), 'Test shop');
      await setTenant(operator(), id, Object.entries(settings));
      return id;
    },
    setTenant: async (id, name, value) => {
      await setTenant(operator(), id, [[name, value]]);
    },
    setRole: async (tenantId, email, role) => {
      await setRole(operator(), tenantId, email, role);
    },
    settled: () => dependencies.background.settled(),
    advance: (seconds) => {
      clock += seconds * 1000;
    },
    stop: async () => {
      await shutDown(1);
      await close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
