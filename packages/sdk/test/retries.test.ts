import { describe, expect, test } from 'vitest';
import { useApi } from '../../../apps/api/test/harness.ts';
import { png } from '../../../apps/api/test/images.ts';
import { address, newCustomer, password } from './customers.ts';
import { type Fault, useLine } from './line.ts';

const api = useApi();
const line = useLine(api);
const profile = '/api/customer/profile/';
const addresses = '/api/customer/addresses/';
const attempts = (path: string, method: string) =>
  line.seen.filter((request) => request.path.startsWith(path) && request.method === method);

const customer = async (options = {}) => (await newCustomer(api, { baseUrl: line.url, ...options })).client;

describe('What is safe is sent again', () => {
  test.each<[string, Fault]>([
    ['a connection that breaks', 'break before'],
    ['an answer that is lost', 'break after'],
    ['503', { status: 503 }],
    ['429', { status: 429 }],
  ])('after %s', async (_what, fault) => {
    const client = await customer();
    line.breaks(profile, fault);
    expect(await client.profile.get()).toMatchObject({ version: 1 });
    expect(attempts(profile, 'GET')).toHaveLength(2);
  });

  test('at most twice, and then it fails as it failed', async () => {
    const client = await customer();
    line.breaks(profile, 'break before', { status: 503 }, { status: 503 });
    await expect(client.profile.get()).rejects.toMatchObject({ status: 503 });
    expect(attempts(profile, 'GET')).toHaveLength(3);
  });

  test('after as many seconds as the answer says, unless these are too many', async () => {
    const client = await customer();
    line.breaks(profile, { status: 503, headers: { 'Retry-After': '1' } });
    const before = performance.now();
    await client.profile.get();
    expect(performance.now() - before).toBeGreaterThan(1000);
    line.breaks(profile, { status: 429, headers: { 'Retry-After': '3600' } });
    await expect(client.profile.get()).rejects.toMatchObject({ status: 429, retryAfter: 3600 });
  });

  test('not before the date that a proxy says instead', async () => {
    const client = await customer();
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    line.breaks(profile, { status: 503, headers: { 'Retry-After': inAnHour } });
    const refused = await client.profile.get().catch((error: unknown) => error);
    expect(refused).toMatchObject({ status: 503, retryAfter: expect.closeTo(3600, -1) });
    line.breaks(profile, { status: 503, headers: { 'Retry-After': 'soon' } });
    expect(await client.profile.get()).toMatchObject({ version: 1 });
  });

  test('but not when told not to, by the client or by the call', async () => {
    const [never, usually] = [await customer({ retries: 0 }), await customer()];
    line.breaks(profile, 'break before', 'break before');
    await expect(never.profile.get()).rejects.toMatchObject({ code: 'network_error' });
    await expect(usually.profile.get({ retries: 0 })).rejects.toMatchObject({ code: 'network_error' });
    expect(attempts(profile, 'GET')).toHaveLength(2);
  });

  test('but not after an abort, also while waiting', async () => {
    const client = await customer();
    line.breaks(profile, { status: 503, headers: { 'Retry-After': '30' } });
    const call = client.profile.get({ signal: AbortSignal.timeout(300) });
    await expect(call).rejects.toMatchObject({ code: 'aborted' });
    expect(attempts(profile, 'GET')).toHaveLength(1);
  });
});

describe('A write', () => {
  test('whose answer is lost is made once, under one key', async () => {
    const client = await customer();
    line.breaks(addresses, 'break after', 'break after');
    const { id } = await client.addresses.create(address);
    const keys = attempts(addresses, 'POST').map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(3);
    expect(new Set(keys).size).toBe(1);
    expect((await client.addresses.list()).results.map((found) => found.id)).toEqual([id]);
  });

  test('with a file is made once too', async () => {
    const client = await customer();
    line.breaks(addresses, 'break after');
    const { id, proof_status } = await client.addresses.create({ ...address, proof_image: await png() });
    expect(proof_status).toBe('pending');
    expect((await client.addresses.list()).results.map((found) => found.id)).toEqual([id]);
  });

  test('has a key of its own, or the one it is given', async () => {
    const client = await customer();
    await client.profile.update({ full_name: 'Ada' });
    await client.profile.update({ full_name: 'Ada' });
    await client.profile.update({ full_name: 'Ada' }, { idempotencyKey: 'mine' });
    const [first, second, third] = attempts(profile, 'PATCH').map(({ headers }) => headers['idempotency-key']);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(third).toBe('mine');
  });

  test('that has no key is not sent again', async () => {
    const client = await customer();
    line.breaks('/api/auth/', 'break before', { status: 503 });
    await expect(
      client.auth.changePassword({ current_password: password, new_password: `${password} 2` }),
    ).rejects.toMatchObject({ code: 'network_error' });
    await expect(client.auth.login({ email: 'a@example.com', password })).rejects.toMatchObject({ status: 503 });
    expect(line.seen.slice(1)).toHaveLength(2);
  });

  test('that deletes succeeds when the first attempt did it', async () => {
    const client = await customer();
    await client.auth.login({ email: (await client.profile.get()).email, password });
    const other = (await client.sessions.list()).find(({ current }) => !current);
    line.breaks('/api/auth/sessions/', 'break after');
    await client.sessions.revoke(other?.id ?? '');
    await expect(client.sessions.revoke(other?.id ?? '')).rejects.toMatchObject({ code: 'not_found' });
    const { id } = await client.addresses.create(address);
    line.breaks(addresses, 'break after');
    await client.addresses.delete(id);
    await expect(client.addresses.delete(id)).rejects.toMatchObject({ code: 'not_found' });
  });

  test('that streams is not sent again', async () => {
    const client = await customer();
    const bytes = await png();
    line.breaks(addresses, 'break before');
    const stream = async function* () {
      yield bytes;
    };
    await expect(client.addresses.create({ ...address, proof_image: stream() })).rejects.toMatchObject({
      code: 'network_error',
    });
    expect(attempts(addresses, 'POST')).toHaveLength(1);
  });
});
