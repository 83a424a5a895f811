import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { TenantSettings } from '@doorstep/contracts/tenant';
import { openDatabase } from '@doorstep/database/connection';
import { createDatabase } from '@doorstep/database/database';
import type { InstallationAddress } from '@doorstep/testing/acceptance-api';
import { serveCommands } from '@doorstep/testing/commands';
import type { OperatorCommands } from '@doorstep/testing/test-api';
import { parseEnv } from '../src/config/env.ts';
import { createTenant, setTenant } from '../src/operator/tenant-admin.ts';
import { setRole } from '../src/operator/user-admin.ts';

/** `npm run acceptance -- URL [NAME …]`: runs the acceptance suites, or those of these names, against the API at a URL. */

type Installation = { address: InstallationAddress; close(): Promise<void> };

const parseUrl = (text: string | undefined): string => {
  if (!text || !/^https?:/.test(text) || !URL.canParse(text)) {
    throw new Error('Usage: npm run acceptance -- URL [NAME …], with a URL such as http://localhost:4000');
  }
  return new URL(text).href.replace(/\/+$/, '');
};

type Json = { status: number; body: Record<string, unknown> | undefined };

const getJson = async (url: string, headers: Record<string, string> = {}): Promise<Json> => {
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(url, { headers, signal }).catch(({ message, cause }) => {
    throw new Error(`${new URL(url).origin} cannot be reached: ${cause?.message || cause?.code || message}`);
  });
  const body = (await response.json().catch(() => undefined)) as Json['body'];
  return { status: response.status, body };
};

const checkApi = async (url: string): Promise<void> => {
  const { status, body } = await getJson(`${url}/api/openapi.json`);
  if (body?.openapi === undefined) throw new Error(`${url} is not an API of Doorstep: its document answers ${status}.`);
};

/** Answers what the API says about a tenant. */
const getTenant = async (url: string, tenantId: string) => {
  const { status, body } = await getJson(`${url}/api/tenant/`, { 'X-Tenant-ID': tenantId });
  return status === 200 ? body : undefined;
};

const defaults = TenantSettings.parse({});

/** The installation with one tenant that an operator has named. */
const withTenant = async (url: string, tenantId: string): Promise<Installation> => {
  const tenant = await getTenant(url, tenantId);
  if (!tenant) throw new Error(`The API at ${url} has no active tenant ${tenantId}. Correct ACCEPTANCE_TENANT.`);
  const wrong = (['address_checking', 'duplicate_addresses', 'require_verified_email'] as const)
    .filter((name) => tenant[name] !== defaults[name])
    .map((name) => `${name}=${defaults[name]}`);
  if (wrong.length > 0) throw new Error(`The suites need these settings of ACCEPTANCE_TENANT: ${wrong.join(' ')}`);
  return { address: { url, tenantId }, close: async () => {} };
};

const requestInfo = { requestId: 'acceptance', address: '', agent: 'operator desk' };

/** The installation with an operator, who creates tenants in its database, and makes them inactive at the end. */
const withOperator = async (url: string): Promise<Installation> => {
  const config = parseEnv({ ...process.env, NODE_ENV: 'development' });
  if (!config.databaseUrl && !existsSync(join(config.dataDir, 'postgresql'))) {
    throw new Error(
      'Set DATABASE_URL or DATA_DIR as for the operator’s commands, or ACCEPTANCE_TENANT to the id of a tenant.',
    );
  }
  const connection = await openDatabase({ ...config, migrate: false });
  const database = createDatabase(connection.requests, connection.operators);
  const operator = database.operator(requestInfo);
  const created: ReturnType<typeof createTenant>[] = [];
  const newTenant: OperatorCommands['newTenant'] = async (settings = {}) => {
    const tenant = createTenant(operator, 'Acceptance test');
    created.push(tenant);
    const { id } = await tenant;
    await setTenant(operator, id, Object.entries(settings));
    return id;
  };
  const set: OperatorCommands['setTenant'] = async (id, name, value) => {
    await setTenant(operator, id, [[name, value]]);
  };
  const commands = await serveCommands({
    newTenant,
    setTenant: set,
    setRole: async (tenantId, email, role) => {
      await setRole(operator, tenantId, email, role);
    },
  } satisfies OperatorCommands);
  const close = async () => {
    commands.close();
    // After an interruption, one of them may not be created yet.
    for (const tenant of await Promise.allSettled(created)) {
      if (tenant.status === 'fulfilled') await set(tenant.value.id, 'status', 'inactive');
    }
    await database.close();
    await connection.close();
  };
  if (!(await getTenant(url, await newTenant()))) {
    await close();
    throw new Error(`DATABASE_URL or DATA_DIR is of another installation: ${url} does not know its tenants.`);
  }
  return { address: { url, commandUrl: commands.url }, close };
};

/** Runs suites in a process of their own, so that an end of vitest does not end this process. Answers the exit code. */
const runSuites = (address: InstallationAddress, names: string[], signal: AbortSignal): Promise<number> =>
  new Promise((resolve, reject) => {
    const file = join(import.meta.dirname, 'acceptance-process.ts');
    const child = spawn(process.execPath, [file, JSON.stringify(address), ...names], { stdio: 'inherit', signal });
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', (error) => {
      if (!signal.aborted) reject(error);
    });
  });

const run = async ([text, ...names]: string[]): Promise<void> => {
  const url = parseUrl(text);
  await checkApi(url);
  const tenantId = process.env.ACCEPTANCE_TENANT;
  const interruption = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => interruption.abort());
  const { address, close } = await (tenantId ? withTenant(url, tenantId) : withOperator(url));
  try {
    process.exitCode = await runSuites(address, names, interruption.signal);
  } finally {
    await close();
  }
};

if (existsSync('.env')) process.loadEnvFile('.env');
try {
  await run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
