import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { freePort } from '@doorstep/testing/free-port';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type Installation,
  newInstallation,
  operatorCommand,
  type RunningServer,
  startServer,
  useInstallation,
} from './server-process.ts';

let installation: Installation;
let server: RunningServer;

beforeAll(async () => {
  installation = await newInstallation();
  server = await startServer(installation.env);
});
afterAll(async () => {
  await server.stop();
  await installation.remove();
});

/** Runs the command without the variables of this run, and in a folder without `.env`. */
const acceptance = (env: Record<string, string>, ...args: string[]): Promise<{ code: unknown; output: string }> =>
  new Promise((resolve) => {
    const command = join(import.meta.dirname, 'acceptance-command.ts');
    const options = {
      cwd: installation.env.DATA_DIR,
      env: { PATH: process.env.PATH, NODE_ENV: 'development' as const, NO_COLOR: '1', ...env },
    };
    execFile(process.execPath, [command, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });

describe('The acceptance suites', () => {
  test('create tenants as an operator, and leave them inactive', async () => {
    const { code, output } = await acceptance(installation.env, server.url, 'tenant');
    expect(output).toMatch(/Tests +[1-9]\d* passed \(/);
    expect(code).toBe(0);
    const tenants = await operatorCommand(installation.env, 'tenant:list');
    expect(new Set(tenants.map((line) => line.split('\t')[1]))).toEqual(new Set(['inactive']));
  });

  test('run in one tenant without an operator, and say which tests they skip', async () => {
    const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
    const { code, output } = await acceptance({ ACCEPTANCE_TENANT: tenantId }, server.url, 'addresses.test');
    expect(output).toMatch(/Tests +[1-9]\d* passed \| 1 skipped/);
    expect(output).toContain('Skipped 1 tests. Only an operator creates tenants');
    expect(code).toBe(0);
  });

  test('fail for an installation that answers otherwise than the document says', async () => {
    const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
    await operatorCommand(installation.env, 'tenant:set', tenantId, 'limits.live_addresses=1');
    const { code, output } = await acceptance({ ACCEPTANCE_TENANT: tenantId }, server.url, 'addresses.test');
    expect(output).toContain('address_limit_reached');
    expect(code).toBe(1);
  });
});

describe('Nothing runs, and one line says why,', () => {
  const refusals: Record<string, () => Promise<[env: Record<string, string>, args: string[], line: RegExp]>> = {
    'without a URL': async () => [installation.env, [], /^Usage: npm run acceptance -- URL/],
    'where nothing listens': async () => [
      installation.env,
      [`http://127.0.0.1:${await freePort()}`],
      /^http:\/\/127\.0\.0\.1:\d+ cannot be reached: connect ECONNREFUSED/,
    ],
    'without an operator or a tenant': async () => [
      { DATA_DIR: join(installation.env.DATA_DIR, 'none') },
      [server.url],
      /^Set DATABASE_URL or DATA_DIR as for the operator’s commands, or ACCEPTANCE_TENANT/,
    ],
    'for a tenant that the API does not know': async () => [
      { ACCEPTANCE_TENANT: '01a21e72-865f-75a6-85f9-98ad9a6019a3' },
      [server.url],
      /^The API at \S+ has no active tenant 01a21e72/,
    ],
    'for a tenant with other settings': async () => {
      const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
      await operatorCommand(installation.env, 'tenant:set', tenantId, 'address_checking=warn');
      return [{ ACCEPTANCE_TENANT: tenantId }, [server.url], /settings of ACCEPTANCE_TENANT: address_checking=strict$/];
    },
    'for the database of another installation': async () => {
      const { DATABASE_URL = '' } = await useInstallation();
      return [{ DATABASE_URL }, [server.url], /^DATABASE_URL or DATA_DIR is of another installation/];
    },
  };

  test.each(Object.entries(refusals))('%s', async (_case, refusal) => {
    const [env, args, line] = await refusal();
    const { code, output } = await acceptance(env, ...args);
    expect(output.trimEnd()).toMatch(line);
    expect([code, output.match(/\n/g)]).toEqual([1, ['\n']]);
  });
});
