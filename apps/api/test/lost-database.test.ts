import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedInClient } from '@doorstep/testing/client';
import { useDatabaseProxy } from '@doorstep/testing/database-proxy';
import pg from 'pg';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { newCustomerAt, operatorCommand, type RunningServer, startServer, useInstallation } from './server-process.ts';

const path = '/api/customer/addresses/';
const address = (line1: string) => ({
  recipient_name: 'A',
  line1,
  city: 'Berlin',
  postal_code: '10117',
  country: 'DE',
});

/** Limits that no ledger in this suite reaches. */
const roomy = ['limits.writes_per_customer=100000', 'limits.live_addresses=1000'];

/** Starts a server with a customer on its own database. `change` overrides its environment. */
const serve = async (change: (env: Record<string, string>) => Record<string, string> = (env) => env) => {
  const env = await useInstallation();
  const server = await startServer(change(env));
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  const { customer, tenantId } = await newCustomerAt(server, env);
  await operatorCommand(env, 'tenant:set', tenantId, ...roomy);
  const name = new URL(env.DATABASE_URL ?? '').pathname.slice(1);
  return { env, server, customer, tenantId, name };
};

/** A connection of the superuser, which sees all rows and belongs to no pool. */
const useAdmin = async (database = 'postgres'): Promise<pg.Client> => {
  const admin = new pg.Client(Object.assign(new URL(inject('server').url), { pathname: `/${database}` }).href);
  await admin.connect();
  onTestFinished(() => admin.end());
  return admin;
};

/** Writes with idempotency keys, retries until each write gets 201, and records all answers. */
const writers = (customer: SignedInClient, lanes: number) => {
  const acknowledged = new Set<string>();
  const refused: [number, string | null][] = [];
  let writing = true;
  const lane = async (name: number) => {
    for (let i = 0; writing; i++) {
      const line1 = `${name}-${i}`;
      const sent = { json: address(line1), headers: { 'Idempotency-Key': line1 } };
      let answer = await customer.post(path, sent);
      while (answer.status !== 201) {
        refused.push([answer.status, answer.headers.get('retry-after')]);
        answer = await customer.post(path, sent);
      }
      acknowledged.add(line1);
    }
  };
  const lanesDone = Array.from({ length: lanes }, (_, name) => lane(name));
  return {
    acknowledged,
    refused,
    untilMore: async (count = 1) => {
      const goal = acknowledged.size + count;
      while (acknowledged.size < goal) await customer.get('/api/customer/profile/');
    },
    stop: async () => {
      writing = false;
      await Promise.all(lanesDone);
    },
  };
};

const isReady = async ({ url }: RunningServer): Promise<boolean> => (await fetch(`${url}/health/ready`)).status === 200;

const untilReady = async (server: RunningServer): Promise<void> => {
  while (!(await isReady(server)));
};

// Enough requests to hit each phase.
const rounds = 60;

test('Requests get 503 if the database ends their connections under load, and no write is lost or doubled', async () => {
  const { env, server, customer, name } = await serve();
  const admin = await useAdmin(name);
  const writing = writers(customer, 4);
  for (let round = 0; round < rounds; round++) {
    await admin.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()',
      [name],
    );
    await writing.untilMore();
  }
  await writing.stop();
  expect(new Set(writing.refused.map(String))).toEqual(new Set(writing.refused.length > 0 ? ['503,2'] : []));
  expect(server.child.exitCode).toBeNull();
  const { rows } = await admin.query('SELECT line1 FROM addresses');
  expect(rows.map(({ line1 }) => line1).sort()).toEqual([...writing.acknowledged].sort());
  // Mail and sealing continue too.
  await customer.post('/api/auth/password-reset/', { json: { email: customer.email } });
  while ((await readdir(join(env.DATA_DIR, 'mail')).catch(() => [])).length === 0) await customer.get('/health/live');
  const unsealed = async () =>
    (
      await admin.query(
        'SELECT count(*)::int AS n FROM audit_events e WHERE NOT EXISTS (SELECT FROM audit_seals WHERE event_id = e.id)',
      )
    ).rows[0].n;
  while ((await unsealed()) > 0) await customer.get('/health/live');
});

test('The default database restarts after a kill under load, and no write is lost or doubled', async () => {
  const env = await useInstallation('default');
  const server = await startServer(env);
  onTestFinished(async () => {
    await server.stop();
  });
  const { customer, tenantId } = await newCustomerAt(server, env);
  await operatorCommand(env, 'tenant:set', tenantId, ...roomy);
  const writing = writers(customer, 3);
  for (let round = 0; round < 3; round++) {
    await writing.untilMore(5);
    const pidFile = await readFile(join(env.DATA_DIR, 'postgresql', 'postmaster.pid'), 'utf8');
    process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL');
  }
  await writing.untilMore(5);
  await writing.stop();
  expect(new Set(writing.refused.map(([status]) => status))).toEqual(new Set([503]));
  expect(server.child.exitCode).toBeNull();
  const activity = async (cursor = ''): Promise<string[]> => {
    const { body } = await customer.get(`/api/customer/activity/?limit=100${cursor && `&cursor=${cursor}`}`);
    const own = body.results.filter(({ action }: { action: string }) => action === 'address.created');
    return [...own, ...(body.next_cursor ? await activity(body.next_cursor) : [])];
  };
  expect(await activity()).toHaveLength(writing.acknowledged.size);
});

describe('With a failing network', () => {
  const serveBehindProxy = async () => {
    const proxy = await useDatabaseProxy(inject('server').url);
    const served = await serve((env) => ({
      ...env,
      DATABASE_URL: proxy.through(env.DATABASE_URL ?? ''),
      DATABASE_TIMEOUT_SECONDS: '1',
      MIGRATE: 'off',
    }));
    return { ...served, proxy };
  };

  test('requests get 503 while the database is down, and succeed as soon as it is back', async () => {
    const { server, customer, proxy } = await serveBehindProxy();
    proxy.cut();
    for (const send of [
      () => customer.get('/api/customer/profile/'),
      () => customer.post(path, { json: address('down') }),
      () => customer.get('/health/ready'),
    ]) {
      const { status, headers, body } = await send();
      expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '2']);
    }
    expect((await customer.get('/health/live')).status).toBe(200);
    proxy.restore();
    expect((await customer.get('/api/customer/profile/')).status).toBe(200);
    expect(await isReady(server)).toBe(true);
  });

  test('requests get 503 in time while the database hangs, and acknowledged writes are exact', async () => {
    const { server, customer, proxy } = await serveBehindProxy();
    const writing = writers(customer, 4);
    await writing.untilMore(4);
    proxy.freeze();
    const [ready, read] = await Promise.all([customer.get('/health/ready'), customer.get('/api/customer/profile/')]);
    expect([ready.status, read.status]).toEqual([503, 503]);
    proxy.thaw();
    await untilReady(server);
    await writing.untilMore(4);
    await writing.stop();
    expect(new Set(writing.refused.map(([status]) => status))).toEqual(new Set([503]));
    const { body } = await customer.get(`${path}?limit=100`);
    const lines = body.results.map(({ line1 }: { line1: string }) => line1);
    expect(new Set(lines).size).toBe(lines.length);
  });
});

test('With a read-only database the server is not ready, reads work, and writes get 503', async () => {
  const { server, customer, name } = await serve();
  const admin = await useAdmin();
  const becomes = async (readOnly: 'on' | 'off') => {
    await admin.query(`ALTER DATABASE ${name} SET default_transaction_read_only = ${readOnly}`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  };
  await becomes('on');
  while (await isReady(server));
  expect((await customer.get('/api/customer/profile/')).status).toBe(200);
  const { status, headers, body } = await customer.post(path, { json: address('read only') });
  expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'unavailable', '2']);
  await becomes('off');
  await untilReady(server);
  expect((await customer.post(path, { json: address('writable') })).status).toBe(201);
});

test('Requests get 503 while the database has no free connection', async () => {
  const { customer, server, name } = await serve();
  const admin = await useAdmin();
  const allow = async (connections: number) => {
    await admin.query(`ALTER DATABASE ${name} CONNECTION LIMIT ${connections}`);
    await admin.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  };
  await allow(0);
  while (await isReady(server));
  const { status, body } = await customer.get('/api/customer/profile/');
  expect([status, body.code]).toEqual([503, 'unavailable']);
  await allow(-1);
  await untilReady(server);
  expect((await customer.get('/api/customer/profile/')).status).toBe(200);
});

test('The server is not ready while the disk of the database is full', async () => {
  const env = await useInstallation();
  const name = new URL(env.DATABASE_URL ?? '').pathname.slice(1);
  const admin = await useAdmin();
  // A full disk refuses temporary files first.
  await admin.query(`ALTER DATABASE ${name} SET temp_file_limit = 0`);
  const server = await startServer(env);
  onTestFinished(async () => {
    await server.stop();
  });
  const { status, headers } = await fetch(`${server.url}/health/ready`);
  expect([status, headers.get('retry-after')]).toEqual([503, '2']);
  await admin.query(`ALTER DATABASE ${name} RESET temp_file_limit`);
  await untilReady(server);
});
