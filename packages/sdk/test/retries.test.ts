import { type Fault, useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import { MemoryTokenStore } from '../src/token-store.ts';
import { address, newCustomer, password } from './customers.ts';

const api = useApi();
const flakyProxy = useFlakyProxy(api);
const profile = '/api/customer/profile/';
const addresses = '/api/customer/addresses/';
const attempts = (path: string, method: string) =>
  flakyProxy.requests.filter((request) => request.path.startsWith(path) && request.method === method);

const customer = async (options = {}) => (await newCustomer(api, { baseUrl: flakyProxy.url, ...options })).client;

describe('A safe request is retried', () => {
  test.each<[string, Fault]>([
    ['a connection that breaks', 'break before'],
    ['an answer that is lost', 'break after'],
    ['a time-out', 'no answer'],
    ...[408, 429, 500, 502, 503, 504].map((status): [string, Fault] => [String(status), { status }]),
  ])('after %s', async (_what, fault) => {
    const client = await customer();
    flakyProxy.failNext(profile, fault);
    flakyProxy.failNext(addresses, fault);
    // Long enough for an answer on a busy machine.
    const options = fault === 'no answer' ? { timeout: 8_000 } : {};
    const [read] = await Promise.all([client.profile.get(options), client.addresses.create(address, options)]);
    expect(read).toMatchObject({ version: 1 });
    expect(attempts(profile, 'GET')).toHaveLength(2);
    expect(attempts(addresses, 'POST')).toHaveLength(2);
  });

  test('at most twice, and then fails with the last error', async () => {
    const client = await customer();
    flakyProxy.failNext(profile, 'break before', { status: 503 }, { status: 503 });
    await expect(client.profile.get()).rejects.toMatchObject({ status: 503 });
    expect(attempts(profile, 'GET')).toHaveLength(3);
  });

  test('after the seconds of Retry-After, unless they are too many', async () => {
    const client = await customer();
    flakyProxy.failNext(profile, { status: 503, headers: { 'Retry-After': '1' } });
    const before = performance.now();
    await client.profile.get();
    expect(performance.now() - before).toBeGreaterThan(1000);
    flakyProxy.failNext(profile, { status: 429, headers: { 'Retry-After': '3600' } });
    await expect(client.profile.get()).rejects.toMatchObject({ status: 429, retryAfter: 3600 });
  });

  test('not before the date of Retry-After from a proxy', async () => {
    const client = await customer();
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    flakyProxy.failNext(profile, { status: 503, headers: { 'Retry-After': inAnHour } });
    const refused = await client.profile.get().catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 503, retryAfter: expect.closeTo(3600, -1) });
    flakyProxy.failNext(profile, { status: 503, headers: { 'Retry-After': 'soon' } });
    expect(await client.profile.get()).toMatchObject({ version: 1 });
  });

  test('unless the client or the call disables retries', async () => {
    const [never, usually] = [await customer({ retries: 0 }), await customer()];
    flakyProxy.failNext(profile, 'break before', 'break before');
    await expect(never.profile.get()).rejects.toMatchObject({ code: 'network_error' });
    await expect(usually.profile.get({ retries: 0 })).rejects.toMatchObject({ code: 'network_error' });
    expect(attempts(profile, 'GET')).toHaveLength(2);
  });

  test('but not after an abort, even during a wait', async () => {
    const client = await customer();
    flakyProxy.failNext(profile, { status: 503, headers: { 'Retry-After': '30' } });
    const controller = new AbortController();
    const waiting = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId: '', onRetry: () => controller.abort() });
    flakyProxy.failNext('/api/tenant/', { status: 503, headers: { 'Retry-After': '30' } });
    const aborted = waiting.getTenant({ signal: controller.signal });
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    await expect(client.profile.get({ signal: AbortSignal.timeout(300) })).rejects.toMatchObject({ code: 'timeout' });
    expect(attempts('/api/', 'GET')).toHaveLength(2);
  });
});

describe('The deadline of a call', () => {
  test('applies to all attempts together, from the client or the call', async () => {
    const tokenStore = new MemoryTokenStore();
    const { tenantId } = await newCustomer(api, { tokenStore });
    const short = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId, tokenStore, deadline: 100, timeout: 0 });
    flakyProxy.failNext(profile, 'no answer', 'no answer');
    await expect(short.profile.get()).rejects.toMatchObject({ code: 'timeout' });
    const long = await customer();
    await expect(long.profile.get({ deadline: 100 })).rejects.toMatchObject({ code: 'timeout' });
    expect(attempts(profile, 'GET')).toHaveLength(2);
  });

  test('ends the call with its last error if the next attempt would be too late', async () => {
    const client = await customer();
    flakyProxy.failNext(profile, { status: 503, headers: { 'Retry-After': '25' } });
    await expect(client.profile.get({ deadline: 20_000 })).rejects.toMatchObject({ status: 503 });
    expect(attempts(profile, 'GET')).toHaveLength(1);
  });

  test('applies to a repeated change', async () => {
    const client = await customer();
    const never = client.profile.updateWithRetry(() => new Promise(() => {}), { deadline: 100 });
    await expect(never).rejects.toMatchObject({ code: 'timeout' });
  });
});

describe('A write', () => {
  test('with a lost answer runs once, under one key', async () => {
    const client = await customer();
    flakyProxy.failNext(addresses, 'break after', 'break after');
    const { id } = await client.addresses.create(address);
    const keys = attempts(addresses, 'POST').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect((await client.addresses.list()).results.map((found) => found.id)).toEqual([id]);
  });

  test('with a file runs once too', async () => {
    const client = await customer();
    flakyProxy.failNext(addresses, 'break after');
    const { id, proof_status } = await client.addresses.create({ ...address, proof_image: await png() });
    expect(proof_status).toBe('pending');
    expect((await client.addresses.list()).results.map((found) => found.id)).toEqual([id]);
  });

  test('has a random key, or the key of the call', async () => {
    const client = await customer();
    await client.profile.update({ full_name: 'Ada' });
    await client.profile.update({ full_name: 'Ada' });
    await client.profile.update({ full_name: 'Ada' }, { idempotencyKey: 'mine' });
    const [first, second, third] = attempts(profile, 'PATCH').map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(third).toBe('mine');
  });

  test('without a key is not retried', async () => {
    const client = await customer();
    flakyProxy.failNext('/api/auth/', 'break before', { status: 503 });
    await expect(
      client.auth.changePassword({ current_password: password, new_password: `${password} 2` }),
    ).rejects.toMatchObject({ code: 'network_error' });
    await expect(client.auth.login({ email: 'a@example.com', password })).rejects.toMatchObject({ status: 503 });
    expect(flakyProxy.requests.slice(1)).toHaveLength(2);
  });

  test('that deletes succeeds if the first attempt did', async () => {
    const client = await customer();
    await client.auth.login({ email: (await client.profile.get()).email, password });
    const other = (await client.sessions.list()).find(({ current }) => !current);
    flakyProxy.failNext('/api/auth/sessions/', 'break after');
    await client.sessions.revoke(other?.id ?? '');
    await expect(client.sessions.revoke(other?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    const { id } = await client.addresses.create(address);
    flakyProxy.failNext(addresses, 'break after');
    await client.addresses.delete(id);
    await expect(client.addresses.delete(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that deletes a missing resource fails, even after a failed attempt', async () => {
    const client = await customer();
    for (const status of [429, 503]) {
      flakyProxy.failNext('/api/auth/sessions/', { status });
      const unknown = client.sessions.revoke('11111111-1111-4111-8111-111111111111');
      await expect(unknown).rejects.toMatchObject({ code: 'not_found' });
    }
  });

  test('with a stream is not retried', async () => {
    const client = await customer();
    const bytes = await png();
    flakyProxy.failNext(addresses, 'break before');
    const stream = async function* () {
      yield bytes;
    };
    await expect(client.addresses.create({ ...address, proof_image: stream() })).rejects.toMatchObject({
      code: 'network_error',
    });
    expect(attempts(addresses, 'POST')).toHaveLength(1);
  });
});
