import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useOwnApi } from '@doorstep/testing/harness';
import { describe, expect, test, vi } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import { MemoryTokenStore, type TokenStore, type Tokens } from '../src/token-store.ts';
import { newCustomer, newEmail, password } from './customers.ts';

const api = useOwnApi();
const flakyProxy = useFlakyProxy(api);
const refreshes = () => flakyProxy.requests.filter(({ path }) => path === '/api/auth/refresh/').length;

/** Makes asynchronous stores over the same data, one for each client, like cookies or the storage of a phone. */
const storesOverSameData = () => {
  let stored: Tokens | null = null;
  return (): TokenStore => ({
    get: async () => stored,
    set: async (tokens) => {
      stored = tokens;
    },
    clear: async () => {
      stored = null;
    },
  });
};

/** Registers a customer, and expires the access token on the server. */
const expired = async (options = {}) => {
  const store = new MemoryTokenStore();
  const customer = await newCustomer(api, { baseUrl: flakyProxy.url, tokenStore: store, ...options });
  await api.advance(601);
  return { ...customer, store };
};

/** Ends the sessions of the customer from another client. */
const endSessions = async (tenantId: string, email: string) => {
  const elsewhere = new DoorstepClient({ baseUrl: api.url, tenantId });
  await elsewhere.auth.login({ email, password });
  for (const { id, current } of await elsewhere.sessions.list()) if (!current) await elsewhere.sessions.revoke(id);
};

describe('Signing in', () => {
  test('returns the profile and stores the tokens', async () => {
    const { client, tenantId, email } = await newCustomer(api);
    expect(await client.auth.isSignedIn()).toBe(true);
    const other = new DoorstepClient({ baseUrl: api.url, tenantId });
    expect(await other.auth.isSignedIn()).toBe(false);
    expect(await other.auth.login({ email, password })).toMatchObject({ email, version: 1 });
    expect(await other.profile.get()).toMatchObject({ email });
  });

  test('sends the tenant always, and the token only if the operation requires it', async () => {
    const { client } = await newCustomer(api, { baseUrl: flakyProxy.url });
    await client.getTenant();
    await client.profile.get();
    expect(
      flakyProxy.requests.map(({ path, headers }) => [path, 'x-tenant-id' in headers, 'authorization' in headers]),
    ).toEqual([
      ['/api/auth/register/', true, false],
      ['/api/tenant/', true, false],
      ['/api/customer/profile/', true, true],
    ]);
  });
});

describe('An expired access token', () => {
  test('is refreshed once for any number of waiting calls', async () => {
    const { client, email } = await expired();
    const profiles = await Promise.all(Array.from({ length: 20 }, () => client.profile.get()));
    expect(profiles.map((profile) => profile.email)).toEqual(Array.from({ length: 20 }, () => email));
    expect(refreshes()).toBe(1);
  });

  test('is refreshed once for two clients on one store', async () => {
    const { client, store, tenantId, email } = await expired();
    const second = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId, tokenStore: store });
    const profiles = await Promise.all([client, second, client, second].map((one) => one.profile.get()));
    expect(new Set(profiles.map((profile) => profile.email))).toEqual(new Set([email]));
    expect(refreshes()).toBe(1);
  });

  test('is refreshed by clients with separate stores over the same data', async () => {
    const newStore = storesOverSameData();
    const { client, tenantId, email } = await expired({ tokenStore: newStore() });
    const second = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId, tokenStore: newStore() });
    for (let round = 0; round < 2; round++) {
      const profiles = await Promise.all([client, second].map((one) => one.profile.get()));
      expect(profiles.map((profile) => profile.email)).toEqual([email, email]);
      await api.advance(601);
    }
  });

  test('is refreshed before the request if its expiry is known', async () => {
    const { client, store } = await expired();
    const tokens = store.get();
    if (tokens) store.set({ ...tokens, expiresAt: Date.now() - 1 });
    await client.profile.get();
    expect(flakyProxy.requests.slice(1).map(({ path }) => path)).toEqual([
      '/api/auth/refresh/',
      '/api/customer/profile/',
    ]);
  });

  test('stays stored after a temporary failure of the refresh, which is not retried', async () => {
    const { client } = await expired();
    flakyProxy.failNext('/api/auth/refresh/', 'break before', { status: 503 });
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'network_error' });
    await expect(client.profile.get()).rejects.toMatchObject({ status: 503 });
    expect(refreshes()).toBe(2);
    expect(await client.profile.get()).toMatchObject({ version: 1 });
  });

  test('delays a call no longer than its signal and time limits, while the refresh continues for other calls', async () => {
    const { client, store } = await expired();
    const tokens = store.get();
    if (tokens) store.set({ ...tokens, expiresAt: Date.now() - 1 });
    let release = () => {};
    const heldUntil = new Promise<void>((resolve) => {
      release = resolve;
    });
    flakyProxy.failNext('/api/auth/refresh/', { heldUntil });
    const controller = new AbortController();
    const patient = client.profile.get();
    const ended = Promise.allSettled([
      client.profile.get({ signal: controller.signal }),
      client.profile.get({ timeout: 50 }),
      client.profile.get({ deadline: 50 }),
    ]);
    await vi.waitUntil(() => refreshes() === 1, { interval: 1, timeout: 60_000 });
    controller.abort();
    expect((await ended).map((call) => call.status === 'rejected' && call.reason.code)).toEqual([
      'aborted',
      'timeout',
      'timeout',
    ]);
    release();
    expect(await patient).toMatchObject({ version: 1 });
    expect(refreshes()).toBe(1);
  });

  test('delays a call no longer than its limits after a refusal by the server', async () => {
    const { client } = await expired();
    let release = () => {};
    const heldUntil = new Promise<void>((resolve) => {
      release = resolve;
    });
    flakyProxy.failNext('/api/auth/refresh/', { heldUntil });
    const controller = new AbortController();
    const aborted = client.profile.get({ signal: controller.signal });
    const patient = client.profile.get();
    await vi.waitUntil(() => refreshes() === 1, { interval: 1, timeout: 60_000 });
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'aborted' });
    release();
    expect(await patient).toMatchObject({ version: 1 });
  });

  test('does not return when a refresh ends after a sign-out', async () => {
    const { store, tenantId } = await expired();
    const tokens = store.get();
    // The read before the refresh finds the tokens, and the read after it does not.
    const reads = [tokens, tokens];
    const set = vi.fn();
    const emptied: TokenStore = { get: () => reads.shift() ?? null, set, clear: () => {} };
    const client = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId, tokenStore: emptied });
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'token_expired' });
    expect(refreshes()).toBe(1);
    expect(set).not.toHaveBeenCalled();
  });

  test('of one customer is not replaced by the token of another who signed in during the call', async () => {
    const { store, tenantId } = await expired();
    const theirs = new MemoryTokenStore();
    const other = await newCustomer(api, { tenantId, tokenStore: theirs });
    const places = [store, theirs];
    const changing = { ...storesOverSameData()(), get: () => (places.shift() ?? theirs).get() };
    const client = new DoorstepClient({ baseUrl: api.url, tenantId, tokenStore: changing });
    await expect(client.profile.update({ full_name: 'Ada' })).rejects.toMatchObject({ code: 'token_expired' });
    expect(await other.client.profile.get()).toMatchObject({ full_name: '' });
  });
});

describe('An ended session', () => {
  test('causes one notification for many calls, and its tokens are removed', async () => {
    const onSignedOut = vi.fn();
    const { client, tenantId, email } = await newCustomer(api, { onSignedOut });
    await endSessions(tenantId, email);
    const calls = await Promise.allSettled(Array.from({ length: 5 }, () => client.profile.get()));
    expect(calls.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'rejected'));
    expect(onSignedOut.mock.calls).toEqual([['session_ended']]);
    expect(await client.auth.isSignedIn()).toBe(false);
    await client.auth.login({ email, password });
    await endSessions(tenantId, email);
    await expect(client.profile.get()).rejects.toMatchObject({ status: 401 });
    expect(onSignedOut).toHaveBeenCalledTimes(2);
  });

  test('causes a notification when the customer signs out, and the server has ended it', async () => {
    const onSignedOut = vi.fn();
    const store = new MemoryTokenStore();
    const { client, tenantId } = await newCustomer(api, { onSignedOut, tokenStore: store });
    const before = store.get();
    await client.auth.logout();
    expect(onSignedOut.mock.calls).toEqual([['logout']]);
    if (before) store.set(before);
    await expect(
      new DoorstepClient({ baseUrl: api.url, tenantId, tokenStore: store }).profile.get(),
    ).rejects.toMatchObject({
      status: 401,
    });
  });

  test('allows a sign-out, even without a connection', async () => {
    const { client, tenantId, email } = await newCustomer(api, { baseUrl: flakyProxy.url });
    await endSessions(tenantId, email);
    await client.auth.logout();
    await client.auth.login({ email, password });
    flakyProxy.failNext('/api/auth/logout/', 'break before');
    await expect(client.auth.logout()).rejects.toMatchObject({ code: 'network_error' });
    expect(await client.auth.isSignedIn()).toBe(false);
  });
});

describe('Without a token store', () => {
  test('the client stores, sends and refreshes no tokens, and notifies the app that the customer is signed out', async () => {
    const onSignedOut = vi.fn();
    const client = new DoorstepClient({
      baseUrl: flakyProxy.url,
      tenantId: await api.newTenant(),
      tokenStore: false,
      onSignedOut,
    });
    const email = newEmail();
    expect(await client.auth.register({ email, password })).toMatchObject({ email });
    await expect(client.profile.get()).rejects.toMatchObject({ code: 'not_authenticated' });
    expect(flakyProxy.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/api/auth/register/', undefined],
      ['/api/customer/profile/', undefined],
    ]);
    expect(onSignedOut.mock.calls).toEqual([['session_ended']]);
  });
});
