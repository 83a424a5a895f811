import { allPermissions } from '@doorstep/contracts/permissions';
import { type Answer, type Client, createClient } from '@doorstep/testing/client';
import { openapi } from '@doorstep/testing/documented';
import { RateLimiterMemory, RateLimiterPostgres } from 'rate-limiter-flexible';
import { parseList } from 'structured-headers';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { useApi } from './harness.ts';
import { unknownId } from './isolation-owner.ts';
import { operatorCommand, startServer, useInstallation } from './server-process.ts';

const customers = '/api/customers/';
const windowSeconds = 60;

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The parameters of the only member of a header, which must be a list of one string with integers. */
const parametersOf = ({ headers }: Answer, name: string): Record<string, unknown> => {
  const members = parseList(headers.get(name) ?? '');
  expect(members, name).toHaveLength(1);
  const [value, parameters] = members[0] ?? [];
  expect(value).toBe('requests');
  for (const parameter of parameters?.values() ?? []) expect(parameter).toSatisfy(Number.isSafeInteger);
  return Object.fromEntries(parameters ?? []);
};

/** The limit of an answer, and what is left of it. */
const rateOf = (answer: Answer) => {
  const { q: limit, w: window, ...unknown } = parametersOf(answer, 'ratelimit-policy');
  const { r: remaining, t: seconds, ...others } = parametersOf(answer, 'ratelimit');
  expect([unknown, others]).toEqual([{}, {}]);
  expect(window).toBe(windowSeconds);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(windowSeconds);
  return { limit, remaining, seconds: Number(seconds) };
};

/** Sends requests one after the other, each with one of the clients in turn. */
const inTurn = async (clients: readonly Client[], count: number): Promise<Answer[]> => {
  const answers: Answer[] = [];
  for (let index = 0; index < count; index++) {
    const client = clients[index % clients.length];
    if (client) answers.push(await client.get(customers));
  }
  return answers;
};

/** Fails unless exactly the first requests, as many as the limit, were permitted, and each answer says so. */
const expectBoundary = (answers: readonly Answer[], limit: number): void => {
  for (const [index, answer] of answers.entries()) {
    const rate = rateOf(answer);
    expect(rate).toMatchObject({ limit, remaining: Math.max(0, limit - index - 1) });
    const refused = index >= limit;
    expect([answer.status, answer.body.code]).toEqual(refused ? [429, 'rate_limited'] : [200, undefined]);
    expect(answer.headers.get('retry-after')).toBe(refused ? String(rate.seconds) : null);
    expect(answer.headers.get('www-authenticate')).toBeNull();
  }
};

describe.each(['memory', 'postgres'])('With the counts in %s, the rate of a key', (store) => {
  const api = useApi({ RATE_LIMIT_STORE: store });

  const newKey = async (rate_per_minute: number, permissions: readonly string[] = ['customers:read']) => {
    const tenantId = await api.newTenant();
    const owner = await api.newCustomer(tenantId);
    await api.setRole(tenantId, owner.email, 'owner');
    const { status, body } = await owner.post('/api/tenant/keys/', {
      json: { name: 'ERP', permissions, rate_per_minute },
    });
    expect(status).toBe(201);
    return createClient(api.url, { tenantId, accessToken: body.key });
  };

  test('permits the last request and refuses the next one', async () => {
    expectBoundary(await inTurn([await newKey(3)], 5), 3);
  });

  test('permits a single request, and counts each key alone', async () => {
    const [one, other] = [await newKey(1), await newKey(1)];
    expectBoundary(await inTurn([one], 2), 1);
    expectBoundary(await inTurn([other], 2), 1);
  });

  test('is full again after the seconds that a refusal names, and not earlier', async () => {
    const client = await newKey(2);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const start = Date.now();
    await inTurn([client], 1);
    vi.setSystemTime(start + 12_345);
    const refused = (await inTurn([client], 2)).at(-1);
    const wait = Number(refused?.headers.get('retry-after'));
    expect(wait).toBe(48);
    vi.setSystemTime(start + 12_345 + (wait - 1) * 1000);
    const [early] = await inTurn([client], 1);
    expect(early).toMatchObject({ status: 429 });
    expect(early?.headers.get('retry-after')).toBe('1');
    vi.setSystemTime(start + 12_345 + wait * 1000);
    expectBoundary(await inTurn([client], 3), 2);
  });

  test('stays exact in the next window if a window ends during a refusal', async () => {
    const client = await newKey(1);
    await client.get(customers);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    const { prototype } = store === 'memory' ? RateLimiterMemory : RateLimiterPostgres;
    const { consume } = prototype;
    const spy = vi.spyOn(prototype, 'consume').mockImplementationOnce(async function (this: never, ...given) {
      const counted = await consume.apply(this, given);
      vi.setSystemTime(Date.now() + windowSeconds * 1000);
      return counted;
    });
    expect((await client.get(customers)).status).toBe(429);
    expect(spy).toHaveBeenCalledTimes(1);
    expectBoundary(await inTurn([client], 2), 1);
  });

  test('permits as many of concurrent requests, and names each remainder once', async () => {
    const client = await newKey(10);
    const answers = await Promise.all(Array.from({ length: 30 }, () => client.get(customers)));
    const permitted = answers.filter(({ status }) => status === 200);
    const remainders = permitted.map((answer) => Number(rateOf(answer).remaining)).sort((a, b) => b - a);
    expect(remainders).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(20);
    for (const answer of refused) {
      expect(rateOf(answer).remaining).toBe(0);
      expect(answer.headers.get('retry-after')).toBe(String(rateOf(answer).seconds));
    }
  });

  test('counts requests that are refused for another reason, whose answers say what is left', async () => {
    const client = await newKey(8);
    const answers = [
      await client.get(`${customers}${unknownId}/`),
      await client.get(`${customers}?limit=none`),
      await client.post(customers, { json: {} }),
      await client.post(customers, { raw: { body: '{', type: 'application/json' } }),
      await client.get(customers, { headers: { 'X-Tenant-ID': unknownId } }),
      await client.get(customers, { headers: { 'X-Tenant-ID': 'x' } }),
      await client.post('/api/tenant/keys/', { json: {} }),
      await client.query('customer.get', { customer_id: unknownId }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([404, 400, 403, 403, 403, 400, 403, 404]);
    expect(answers.map((answer) => rateOf(answer).remaining)).toEqual([7, 6, 5, 4, 3, 2, 1, 0]);
    expect((await client.get(customers)).status).toBe(429);
  });

  test('is refused before all other faults of a request', async () => {
    const client = await newKey(1);
    await client.get(customers);
    const answers = [
      await client.get(`${customers}${unknownId}/`),
      await client.post(customers, { raw: { body: '{', type: 'application/json' } }),
      await client.get(customers, { headers: { 'X-Tenant-ID': unknownId } }),
      await client.post('/api/tenant/keys/', { json: {} }),
      await client.query('customer.list', {}),
    ];
    for (const answer of answers) {
      expect(answer.status).toBe(429);
      expect(answer.headers.get('retry-after')).toBe(String(rateOf(answer).seconds));
      expect(answer.headers.get('www-authenticate')).toBeNull();
    }
  });

  test('is in the answer of every operation that accepts a key', async () => {
    const client = await newKey(10_000, allPermissions);
    const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, { security }]) => security.some((scheme) => 'apiKey' in scheme))
        .map(([method]) => ({ method: method.toUpperCase(), path: path.replaceAll(/\{\w+\}/g, unknownId) })),
    );
    expect(operations.length).toBeGreaterThan(0);
    for (const [index, { method, path }] of operations.entries()) {
      const answer = await client.send(method, path, method === 'GET' || method === 'DELETE' ? {} : { json: {} });
      expect([401, 429], `${method} ${path}`).not.toContain(answer.status);
      expect(rateOf(answer), `${method} ${path}`).toMatchObject({ remaining: 10_000 - index - 1 });
    }
  });
});

test('Two processes with RATE_LIMIT_STORE=postgres share one count of a key', async () => {
  const env = { ...(await useInstallation()), RATE_LIMIT_STORE: 'postgres' };
  const serve = async () => {
    const server = await startServer(env);
    onTestFinished(async () => {
      await server.stop();
    });
    return server;
  };
  const servers = [await serve(), await serve()];
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Shop');
  const newKey = async () => {
    const options = ['--name', 'ERP', '--permissions', 'customers:read', '--rate', '6'];
    const [accessToken = ''] = await operatorCommand(env, 'api-key:create', '--tenant', tenantId, ...options);
    return servers.map(({ url }) => createClient(url, { tenantId, accessToken }));
  };
  expectBoundary(await inTurn(await newKey(), 9), 6);
  const clients = await newKey();
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => clients.map((client) => client.get(customers))).flat(),
  );
  const permitted = answers.filter(({ status }) => status === 200);
  expect(permitted.map((answer) => Number(rateOf(answer).remaining)).sort()).toEqual([0, 1, 2, 3, 4, 5]);
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(14);
});
