import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { freePort } from '@doorstep/testing/free-port';
import { describe, expect, onTestFinished, test } from 'vitest';
import { operatorCommand, useInstallation, useServer } from './server-process.ts';

const installation = useServer();

const command = join(import.meta.dirname, 'acceptance-command.ts');

/** Without the variables of this run, and in a folder without `.env`. */
const optionsWith = (env: Record<string, string>) => ({
  cwd: installation.env.DATA_DIR,
  env: { PATH: process.env.PATH, NODE_ENV: 'development' as const, NO_COLOR: '1', ...env },
});

const acceptance = (env: Record<string, string>, ...args: string[]): Promise<{ code: unknown; output: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [command, ...args], optionsWith(env), (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, output: stdout + stderr }),
    );
  });

/** The states of the tenants that the suites have created. */
const statesOfTenants = async (): Promise<(string | undefined)[]> =>
  (await operatorCommand(installation.env, 'tenant:list'))
    .map((line) => line.split('\t'))
    .filter(([, , name]) => name === 'Acceptance test')
    .map(([, state]) => state);

/** Forwards reads to the server, and answers no write. */
const useStuckApi = async () => {
  const { promise: written, resolve } = Promise.withResolvers<void>();
  const api = createServer(async ({ method, url, headers }, response) => {
    if (method !== 'GET') return resolve();
    const tenantId = String(headers['x-tenant-id'] ?? '');
    const answer = await fetch(installation.server.url + url, { headers: { 'X-Tenant-ID': tenantId } });
    response.writeHead(answer.status).end(await answer.text());
  });
  onTestFinished(() => {
    api.close();
    api.closeAllConnections();
  });
  await once(api.listen(0, '127.0.0.1'), 'listening');
  return { url: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, written };
};

describe('The acceptance suites', () => {
  test('create tenants as an operator, and leave them inactive', async () => {
    const { code, output } = await acceptance(installation.env, installation.server.url, 'tenant');
    expect(output).toMatch(/Tests +[1-9]\d* passed \(/);
    expect(code).toBe(0);
    expect(new Set(await statesOfTenants())).toEqual(new Set(['inactive']));
  });

  test.each([
    ['Ctrl-C, which reaches all processes of a terminal', -1, 'SIGINT'],
    ['a signal to their command alone', 1, 'SIGTERM'],
  ] as const)('leave their tenants inactive after %s', async (_how, target, signal) => {
    const before = (await statesOfTenants()).length;
    const stuck = await useStuckApi();
    const options = { ...optionsWith(installation.env), detached: true, stdio: 'ignore' as const };
    const child = spawn(process.execPath, [command, stuck.url, 'addresses.test'], options);
    const ended = once(child, 'exit');
    await stuck.written;
    process.kill(target * Number(child.pid), signal);
    expect((await ended)[0]).toBeGreaterThan(0);
    const states = (await statesOfTenants()).slice(before);
    expect(states.length).toBeGreaterThan(1);
    expect(new Set(states)).toEqual(new Set(['inactive']));
  });

  test('run in one tenant without an operator, and say which tests they skip', async () => {
    const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
    const { code, output } = await acceptance(
      { ACCEPTANCE_TENANT: tenantId },
      installation.server.url,
      'addresses.test',
    );
    expect(output).toMatch(/Tests +[1-9]\d* passed \| 1 skipped/);
    expect(output).toContain('Skipped 1 tests. Only an operator creates tenants and staff');
    expect(code).toBe(0);
  });

  test('fail for an installation that answers otherwise than the document says', async () => {
    const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
    await operatorCommand(installation.env, 'tenant:set', tenantId, 'limits.live_addresses=1');
    const { code, output } = await acceptance(
      { ACCEPTANCE_TENANT: tenantId },
      installation.server.url,
      'addresses.test',
    );
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
      [installation.server.url],
      /^Set DATABASE_URL or DATA_DIR as for the operator’s commands, or ACCEPTANCE_TENANT/,
    ],
    'for a tenant that the API does not know': async () => [
      { ACCEPTANCE_TENANT: '01a21e72-865f-75a6-85f9-98ad9a6019a3' },
      [installation.server.url],
      /^The API at \S+ has no active tenant 01a21e72/,
    ],
    'for a tenant with other settings': async () => {
      const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', 'Shop');
      await operatorCommand(installation.env, 'tenant:set', tenantId, 'address_checking=warn');
      return [
        { ACCEPTANCE_TENANT: tenantId },
        [installation.server.url],
        /settings of ACCEPTANCE_TENANT: address_checking=strict$/,
      ];
    },
    'for the database of another installation': async () => {
      const { DATABASE_URL = '' } = await useInstallation();
      return [{ DATABASE_URL }, [installation.server.url], /^DATABASE_URL or DATA_DIR is of another installation/];
    },
  };

  test.each(Object.entries(refusals))('%s', async (_case, refusal) => {
    const [env, args, line] = await refusal();
    const { code, output } = await acceptance(env, ...args);
    expect(output.trimEnd()).toMatch(line);
    expect([code, output.match(/\n/g)]).toEqual([1, ['\n']]);
  });
});
