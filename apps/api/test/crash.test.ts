import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Client, createClient, password } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import pg from 'pg';
import { expect, test } from 'vitest';
import { newCustomerAt, operatorCommand, type RunningServer, startServer, useInstallation } from './server-process.ts';

test.each(['default', 'migrated'] as const)(
  'After a kill -9 during writes, every acknowledged write exists with its file: %s database',
  async (kind) => {
    const env = await useInstallation(kind);
    const server = await startServer(env);
    const { tenantId, customer } = await newCustomerAt(server, env);
    const proof = await png(200, 150);
    const acknowledged: string[] = [];
    const write = async (lane: number) => {
      for (let i = 0; ; i++) {
        const fields = {
          recipient_name: 'A',
          line1: `${lane}-${i}`,
          city: 'Berlin',
          postal_code: '10117',
          country: 'DE',
        };
        const { status } = await customer.post('/api/customer/addresses/', {
          form: form({ field: 'proof_image', bytes: proof }, fields),
        });
        if (status !== 201) return;
        acknowledged.push(fields.line1);
        if (acknowledged.length === 12) server.child.kill('SIGKILL');
      }
    };
    await Promise.all([0, 1, 2, 3].map((lane) => write(lane).catch(() => {})));
    await server.stop('SIGKILL');

    const again = await startServer(env);
    const login = await createClient(again.url, { tenantId }).post('/api/auth/login/', {
      json: { email: 'a@example.com', password },
    });
    const owner = createClient(again.url, { tenantId }).signedIn(login.body);
    const { results } = (await owner.get('/api/customer/addresses/?limit=100')).body;
    const there = new Map(results.map((row: { line1: string; proof_image: string }) => [row.line1, row.proof_image]));
    expect(acknowledged.length).toBeGreaterThanOrEqual(12);
    for (const line1 of acknowledged) expect([...there.keys()]).toContain(line1);
    for (const link of there.values()) {
      for (const size of ['full', 'medium', 'thumb'])
        expect((await owner.get(`${link}&size=${size}`)).status).toBe(200);
    }
    const files = (await readdir(join(env.DATA_DIR, 'media', 'objects'), { recursive: true })).filter((name) =>
      name.endsWith('.webp'),
    );
    expect(files.length).toBeGreaterThanOrEqual(there.size * 3);
    expect(await again.stop()).toBe(0);
  },
);

test('After a kill -9 between commit and answer, a retry with the same key gives one row and one event', async () => {
  const env = await useInstallation();
  const server = await startServer(env);
  const { tenantId, customer } = await newCustomerAt(server, env);
  const add = (customer: Client, line1: string) =>
    customer.post('/api/customer/addresses/', {
      json: { recipient_name: 'A', line1, city: 'Berlin', postal_code: '10117', country: 'DE' },
      headers: { 'Idempotency-Key': line1 },
    });
  const linesOf = async (customer: Client): Promise<string[]> => {
    const { results } = (await customer.get('/api/customer/addresses/?limit=100')).body;
    return results.map(({ line1 }: { line1: string }) => line1);
  };
  const sent: string[] = [];
  const lane = async (name: string) => {
    for (let i = 0; i < 10; i++) {
      const line1 = `${name}-${i}`;
      sent.push(line1);
      await add(customer, line1);
    }
  };
  const lanes = ['a', 'b', 'c', 'd'].map((name) => lane(name).catch(() => {}));
  // As soon as one more row is visible, its answer is at most in transit, and those of the other lanes are earlier.
  const last = sent.length + 8;
  while ((await linesOf(customer)).length < last);
  await server.stop('SIGKILL');
  await Promise.all(lanes);

  const again = await startServer(env);
  const login = await createClient(again.url, { tenantId }).post('/api/auth/login/', {
    json: { email: 'a@example.com', password },
  });
  const owner = createClient(again.url, { tenantId }).signedIn(login.body);
  const storedLines = await linesOf(owner);
  expect(storedLines.length).toBeGreaterThanOrEqual(last);
  for (const line1 of sent) {
    const { status, headers } = await add(owner, line1);
    expect([line1, status, headers.has('idempotency-replayed')]).toEqual([line1, 201, storedLines.includes(line1)]);
  }
  expect((await linesOf(owner)).sort()).toEqual(sent.sort());
  const { results } = (await owner.get('/api/customer/activity/?limit=100')).body;
  const created = results.filter(({ action }: { action: string }) => action === 'address.created');
  expect(created).toHaveLength(sent.length);
  expect(await again.stop()).toBe(0);
});

/** Runs SQL as the operator. */
const runSql = async ({ DATABASE_URL }: Record<string, string>, sql: string): Promise<unknown[]> => {
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    await client.query('BEGIN; SELECT enter_operator()');
    const { rows } = await client.query(sql);
    await client.query('COMMIT');
    return rows;
  } finally {
    await client.end();
  }
};

const lines = 4000;

/** Starts a server with an import, and waits for its first batch. */
const startImport = async (kind: Parameters<typeof useInstallation>[0]) => {
  const env = await useInstallation(kind);
  const server = await startServer(env);
  const { tenantId, customer } = await newCustomerAt(server, env);
  await operatorCommand(env, 'user:grant', customer.email, 'owner', '--tenant', tenantId);
  const file = Array.from({ length: lines }, (_, index) => JSON.stringify({ email: `${index}@example.com` })).join(
    '\n',
  );
  const form = new FormData();
  form.append('file', new Blob([file]), 'customers.ndjson');
  const { id } = (await customer.post('/api/imports/', { form })).body;
  const read = async (client: Client) => (await client.get(`/api/imports/${id}/`)).body;
  await expect.poll(async () => (await read(customer)).line, { interval: 5 }).toBeGreaterThan(0);
  return { env, server, tenantId, customer, read, processes: () => processesOfImports(server) };
};

/** The ids of the processes that a server has started for imports. */
const processesOfImports = ({ output }: RunningServer): number[] =>
  [...output().matchAll(/"import_pid":(\d+)/g)].map(([, pid]) => Number(pid));

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

test.each(['default', 'migrated'] as const)(
  'After a kill -9 of the process of an import, another one continues, and it ends with the server: %s database',
  async (kind) => {
    const { server, customer, read, processes } = await startImport(kind);
    const [first = 0] = processes();
    process.kill(first, 'SIGKILL');
    await expect.poll(async () => (await read(customer)).state).toBe('finished');
    expect(await read(customer)).toMatchObject({ line: lines, created: lines, unchanged: 0, failed: 0 });
    const [, second = 0, ...others] = processes();
    expect([isRunning(first), isRunning(second), others]).toEqual([false, true, []]);
    expect(await server.stop()).toBe(0);
    await expect.poll(() => isRunning(second)).toBe(false);
  },
);

test('After a kill -9 of the server, an import continues and ends with each row once', async () => {
  const { env, server, tenantId, customer, read, processes } = await startImport('migrated');
  await server.stop('SIGKILL');
  for (const pid of processes()) await expect.poll(() => isRunning(pid)).toBe(false);
  const [interrupted] = await runSql(env, 'SELECT line, state FROM imports');
  expect(interrupted).toMatchObject({ line: expect.any(Number), state: 'running' });
  // Its lease would end within a minute.
  await runSql(env, "UPDATE imports SET leased_until = now() WHERE state = 'running'");
  const again = await startServer(env);
  const login = { json: { email: customer.email, password } };
  const anonymous = createClient(again.url, { tenantId });
  const owner = anonymous.signedIn((await anonymous.post('/api/auth/login/', login)).body);
  await expect.poll(async () => (await read(owner)).state).toBe('finished');
  expect(await read(owner)).toMatchObject({ line: lines, created: lines, unchanged: 0, failed: 0 });
  expect(await runSql(env, "SELECT count(*)::int AS held FROM users WHERE status = 'invited'")).toEqual([
    { held: lines },
  ]);
  expect(await runSql(env, 'SELECT FROM import_parts')).toEqual([]);
  expect(await again.stop()).toBe(0);
});
