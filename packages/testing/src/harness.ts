import type {} from '@doorstep/database/test-database';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { type ApiAddress, startApiProcess } from './api-process.ts';
import { registerCustomer } from './client.ts';
import type {} from './shared-api.ts';
import type { ApiCommands, OwnTestApi, TestApi } from './test-api.ts';

/** The API that the suites of this project share. A suite keeps its tests apart by tenants of its own. */
export const useApi = (): TestApi => attach(async () => ({ address: inject('api') }));

/** Starts an API for the calling suite, which has settings of its own or moves the clock. */
export const useOwnApi = (env: Record<string, string> = {}): OwnTestApi =>
  attach(() => startApiProcess(env, inject('server')));

type Result<Name extends keyof ApiCommands> = Awaited<ReturnType<ApiCommands[Name]>>;
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
  const command = async <Name extends keyof ApiCommands>(
    name: Name,
    ...args: Parameters<ApiCommands[Name]>
  ): Promise<Result<Name>> => {
    const response = await fetch(api().address.controlUrl, { method: 'POST', body: JSON.stringify([name, args]) });
    const { result, error } = (await response.json()) as { result: Result<Name>; error?: string };
    if (error !== undefined) throw new Error(error);
    return result;
  };
  return {
    get url() {
      return api().address.url;
    },
    get dataDir() {
      return api().address.dataDir;
    },
    newTenant: (settings = {}) => command('newTenant', settings),
    setTenant: (id, name, value) => command('setTenant', id, name, value),
    newCustomer: (tenantId, email) => registerCustomer(api().address.url, tenantId, email),
    settled: () => command('settled'),
    advance: (seconds) => command('advance', seconds),
    sql: async (text, values) => (await api().owner.query(text, values)).rows,
  };
};
