import { verifyChain } from '@doorstep/sdk/webhooks';
import { type Client, createClient } from '@doorstep/testing/client';
import pg from 'pg';
import { expect, test } from 'vitest';
import { operatorCommand, type RunningServer, startServer, useInstallation } from './server-process.ts';
import { openReceiver } from './webhook-receiver.ts';

// biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
type Body = any;

const writers = 16;
const writesOfEach = 12;

/** Writes with as many clients as there are writers, half of them on each server. Returns the ids of acknowledged customers. */
const writeAll = async (clients: readonly Client[], onAcknowledged: (count: number) => void): Promise<string[]> => {
  const acknowledged: string[] = [];
  const write = async (lane: number): Promise<void> => {
    for (let turn = 0; turn < writesOfEach; turn++) {
      const json = { email: `lane${lane}-${turn}@example.com` };
      // A server that was killed answers nothing. The other lanes go on.
      const answer = await clients[lane % clients.length]?.post('/api/customers/', { json }).catch(() => undefined);
      if (answer?.status !== 201) continue;
      acknowledged.push(answer.body.id);
      onAcknowledged(acknowledged.length);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, lane) => write(lane)));
  return acknowledged;
};

/** Reads all events, page by page. */
const readAll = async (client: Client): Promise<Body[]> => {
  const events: Body[] = [];
  for (;;) {
    const { status, body } = await client.get(`/api/events/?limit=100&after=${events.at(-1)?.sequence ?? 0}`);
    expect(status).toBe(200);
    if (body.results.length === 0) return events;
    events.push(...body.results);
  }
};

/** Keeps a transaction open, so that others commit before it. */
const holdTransaction = async (url: string): Promise<() => Promise<void>> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('BEGIN; SELECT pg_current_xact_id()');
  return async () => {
    await client.query('COMMIT');
    await client.end();
  };
};

test('Readers and receivers miss nothing of sixteen writers, while servers are killed and transactions stay open', async () => {
  const env = await useInstallation();
  const survivor = await startServer(env);
  let other: RunningServer = await startServer(env);
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Shop');
  const permissions = 'customers:write,customers:read,events:read,webhooks:write,addresses:read,keys:read';
  const options = ['--tenant', tenantId, '--name', 'ERP', '--permissions', permissions, '--rate', '100000'];
  const [apiKey = ''] = await operatorCommand(env, 'api-key:create', ...options);
  const at = ({ url }: RunningServer) => createClient(url, { tenantId, accessToken: apiKey });
  const receiver = await openReceiver();
  const json = { url: receiver.url, types: ['customer.created'] };
  expect((await at(survivor).post('/api/tenant/webhooks/', { json })).status).toBe(201);

  const release = await holdTransaction(env.MIGRATE_DATABASE_URL ?? '');
  const restart = async (): Promise<void> => {
    await other.stop('SIGKILL');
    other = await startServer(env);
  };
  let restarted = Promise.resolve();
  const acknowledged = await writeAll([at(survivor), at(other)], (count) => {
    if (count % 40 === 0) restarted = restarted.then(restart);
  });
  await restarted;
  await release();
  expect(acknowledged.length).toBeGreaterThan((writers * writesOfEach) / 3);

  const isComplete = async () => {
    const created = (await readAll(at(survivor))).filter(({ type }) => type === 'customer.created');
    return acknowledged.every((id) => created.some(({ object }) => object.id === id));
  };
  await expect.poll(isComplete, { timeout: 60_000 }).toBe(true);
  const events = await readAll(at(survivor));
  expect(verifyChain(events)?.sequence).toBe(events.length);
  const created = events.filter(({ type }) => type === 'customer.created');
  const ids = created.map(({ object }) => object.id);
  expect(new Set(ids).size).toBe(ids.length);

  // Those that a killed server was sending arrive when their leases have ended.
  const arrived = () => new Set(receiver.received.map(({ headers }) => headers['webhook-id']));
  await expect.poll(() => created.filter(({ id }) => !arrived().has(id)).length, { timeout: 120_000 }).toBe(0);
  for (const { headers, body } of receiver.received) expect(headers['webhook-id']).toBe(JSON.parse(body).id);
  expect(await survivor.stop()).toBe(0);
  expect(await other.stop()).toBe(0);
});
