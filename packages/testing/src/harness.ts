import type {} from '@doorstep/database/test-database';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type ApiAddress, startApiProcess } from './api-process.ts';
import { registerCustomer } from './client.ts';
import { commandsAt } from './commands.ts';
import type {} from './shared-api.ts';
import type { ApiCommands, OwnTestApi, TestApi } from './test-api.ts';

/** The API that all suites of this project share. Each suite isolates its tests with new tenants. */
export const useApi = (): TestApi => attach(async () => ({ address: inject('api') }));

/** Starts an API for the calling suite, with its own settings and clock. */
export const useOwnApi = (env: Record<string, string> = {}): OwnTestApi =>
  attach(() => startApiProcess(env, inject('server')));

type Started = { address: ApiAddress; stop?(): Promise<void> };

const attach = (start: () => Promise<Started>): OwnTestApi => {
  let started: (Started & { owner: pg.Pool }) | undefined;
  beforeAll(async () => {
    const { address, stop } = await start();
    const owner = new pg.Pool({ ...address.owner, max: 1 });
    // The database is removed while this connection may still be open.
    owner.on('error', () => {});
    started = { address, owner, ...(stop && { stop }) };
  });
  afterAll(async () => {
    await started?.owner.end();
    await started?.stop?.();
  });
  const api = () => {
    if (!started) throw new Error('The API has not started');
    return started;
  };
  const { newTenant, setTenant, setRole, settled, advance } = commandsAt<ApiCommands>(() => api().address.commandUrl);
  return {
    get url() {
      return api().address.url;
    },
    get dataDir() {
      return api().address.dataDir;
    },
    ...{ newTenant, setTenant, setRole, settled, advance },
    newCustomer: (tenantId, email) => registerCustomer(api().address.url, tenantId, email),
    sql: async (text, values) => (await api().owner.query(text, values)).rows,
  };
};
