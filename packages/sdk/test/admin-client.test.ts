import { inspect } from 'node:util';
import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useApi } from '@doorstep/testing/harness';
import axios from 'axios';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AdminOptions } from '../src/admin/admin-options.ts';
import { DoorstepAdmin } from '../src/admin/doorstep-admin.ts';
import { KeyConnection } from '../src/admin/key-connection.ts';
import { DoorstepError } from '../src/doorstep-error.ts';
import { version } from '../src/version.ts';
import { newAdmin } from './admin-clients.ts';
import { newEmail } from './customers.ts';

const api = useApi();
const flakyProxy = useFlakyProxy(api);
const customers = '/api/customers/';
const someKey = `dsk_${'a'.repeat(43)}_${'b'.repeat(49)}`;
const options: AdminOptions = { baseUrl: 'https://api.example.com', apiKey: someKey };

const thrownBy = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('An API key', () => {
  test.each([undefined, '', 'secret', 'Bearer dsk_a', `${someKey}\n`, ` ${someKey}`, 5])('is not %j', (apiKey) => {
    const error = thrownBy(() => new DoorstepAdmin({ ...options, apiKey: apiKey as string }));
    expect(error).toBeInstanceOf(DoorstepError);
    expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('`apiKey`') });
    if (apiKey === 'secret') expect(inspect(error)).not.toContain('secret');
  });

  test('does not show in the client, its resources, hooks or errors', async () => {
    const events: unknown[] = [];
    const note = (event: unknown) => events.push(event);
    const { admin, apiKey } = await newAdmin(api, {
      baseUrl: flakyProxy.url,
      ...{ retries: 1, onRequest: note, onResponse: note, onRetry: note },
    });
    const connection = new KeyConnection({ baseUrl: api.url, apiKey });
    const shown: unknown[] = [
      connection,
      admin,
      admin.customers,
      admin.customers.addresses('id'),
      admin.keys,
      admin.media,
    ];
    flakyProxy.failNext(customers, 'break before', 'break before', { status: 502 }, { status: 502, body: 'x' });
    for (let failures = 0; failures < 2; failures++) shown.push(await admin.customers.list().catch((error) => error));
    shown.push(await admin.customers.get('nothing').catch((error) => error), events);
    expect(events).not.toEqual([]);
    const text = shown.flatMap((value) => [
      inspect(value, { depth: 20, showHidden: true }),
      JSON.stringify(value),
      String(value),
    ]);
    for (const secret of [apiKey, apiKey.slice(-20)]) expect(text.join('\n')).not.toContain(secret);
  });

  test.each([
    ['unknown', someKey, { status: 401, code: 'key_invalid' }],
    ['too short', 'dsk_a', { status: 401, code: 'key_invalid' }],
  ])('that is %s is refused after one request', async (_what, apiKey, refused) => {
    const admin = new DoorstepAdmin({ baseUrl: flakyProxy.url, apiKey });
    await expect(admin.customers.list()).rejects.toMatchObject(refused);
    expect(flakyProxy.requests).toHaveLength(1);
  });

  test('of a server that takes it for a token is refused after one request', async () => {
    const { admin } = await newAdmin(api, { baseUrl: flakyProxy.url });
    const problem = { code: 'token_expired', detail: 'Expired', request_id: '1' };
    const headers = { 'Content-Type': 'application/problem+json' };
    flakyProxy.failNext(customers, { status: 401, headers, body: JSON.stringify(problem) });
    await expect(admin.customers.list()).rejects.toMatchObject({ code: 'token_expired' });
    expect(flakyProxy.requests).toHaveLength(1);
  });

  test('without a permission is refused, with the permission in the message', async () => {
    const { admin } = await newAdmin(api, { permissions: ['customers:read'] });
    expect((await admin.customers.list()).results).toEqual([]);
    const refused = { status: 403, code: 'permission_denied', message: expect.stringContaining('customers:write') };
    await expect(admin.customers.create({ email: newEmail() })).rejects.toMatchObject(refused);
  });
});

describe('The tenant id', () => {
  test('is sent if there is one, and must be that of the key', async () => {
    const { admin, apiKey, tenantId } = await newAdmin(api, {
      baseUrl: flakyProxy.url,
      tenantId: await api.newTenant(),
    });
    await admin.customers.list();
    expect(flakyProxy.requests.map(({ headers }) => headers['x-tenant-id'])).toEqual([undefined]);
    const named = new DoorstepAdmin({ baseUrl: flakyProxy.url, apiKey, tenantId });
    await named.customers.list();
    expect(flakyProxy.requests.at(-1)?.headers).toMatchObject({
      ...{ 'x-tenant-id': tenantId, authorization: `Bearer ${apiKey}` },
      'x-doorstep-client': `doorstep-sdk-js/${version}`,
    });
    const other = new DoorstepAdmin({ baseUrl: flakyProxy.url, apiKey, tenantId: await api.newTenant() });
    await expect(other.customers.list()).rejects.toMatchObject({ code: 'tenant_mismatch' });
  });
});

describe('In a browser', () => {
  afterEach(() => vi.unstubAllGlobals());

  test.each([
    ['a page', { document: {}, navigator: { userAgent: 'Mozilla/5.0 (X11; Linux x86_64)' } }],
    ['a page with another user agent', { document: {} }],
    ['a worker', { navigator: { userAgent: 'Mozilla/5.0 (Macintosh) Safari/605.1.15' } }],
    ['an app of React Native', { navigator: { product: 'ReactNative' } }],
  ])('such as %s, the client throws unless it is allowed', (_what, globals) => {
    for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
    const error = thrownBy(() => new DoorstepAdmin(options));
    expect(error).toMatchObject({ code: 'invalid_argument', message: expect.stringContaining('browser') });
    expect(new DoorstepAdmin({ ...options, dangerouslyAllowBrowser: true })).toBeInstanceOf(DoorstepAdmin);
  });

  test.each(['Node.js/22', 'Deno/2.5.0', 'Cloudflare-Workers', 'Bun/1.3', undefined])(
    'only: the client runs where navigator.userAgent is %j',
    (userAgent) => {
      vi.stubGlobal('navigator', { userAgent });
      expect(new DoorstepAdmin(options)).toBeInstanceOf(DoorstepAdmin);
    },
  );
});

describe('A call of a system', () => {
  test('is retried under one key after a lost answer, and made once', async () => {
    const { admin } = await newAdmin(api, { baseUrl: flakyProxy.url });
    const email = newEmail();
    const expectOneKey = async <Result>(call: () => Promise<Result>): Promise<Result> => {
      const before = flakyProxy.requests.length;
      flakyProxy.failNext(customers, 'break after', { status: 503 });
      const result = await call();
      const keys = flakyProxy.requests.slice(before).map(({ headers }) => headers['idempotency-key']);
      expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
      return result;
    };
    const { id } = await expectOneKey(() => admin.customers.create({ email, external_id: '1001' }));
    const replaced = await expectOneKey(() => admin.customers.upsert('1001', { email, full_name: 'Ada' }));
    expect(replaced).toMatchObject({ id, version: 2 });
    expect(await expectOneKey(() => admin.customers.update(replaced, { full_name: 'Eve' }))).toMatchObject({
      version: 3,
    });
    await expectOneKey(() => admin.customers.invite(id));
    expect((await admin.customers.list()).results).toHaveLength(1);
  });

  test('has the limits, the language and the headers of the client or of the call', async () => {
    const { admin } = await newAdmin(api, { baseUrl: flakyProxy.url, language: 'de', retries: 0 });
    const message = async (language?: string) => {
      const error = await admin.customers.create({ email: 'x' }, { language }).catch((thrown) => thrown);
      return error.errors.email?.[0]?.message;
    };
    expect(await message()).not.toBe(await message('en'));
    flakyProxy.failNext(customers, { status: 503 }, 'no answer');
    await expect(admin.customers.list()).rejects.toMatchObject({ status: 503 });
    await expect(admin.customers.list({}, { timeout: 20 })).rejects.toMatchObject({ code: 'timeout' });
    await admin.customers.list({}, { headers: { 'Doorstep-Version': '2026-11-28' } });
    expect(flakyProxy.requests.at(-1)?.headers).toMatchObject({ 'doorstep-version': '2026-11-28' });
  });

  test('shows the rate that is left in its headers', async () => {
    const { admin } = await newAdmin(api);
    const { headers } = await admin.customers.list().withResponse();
    expect(headers.get('ratelimit')).toMatch(/^"requests";r=\d+;t=\d+$/);
  });

  test('uses the Axios instance of the app', async () => {
    const instance = axios.create({ headers: { 'User-Agent': 'ERP 1.0' } });
    const { admin } = await newAdmin(api, { baseUrl: flakyProxy.url, axios: instance });
    await admin.customers.list();
    expect(flakyProxy.requests.at(-1)?.headers).toMatchObject({ 'user-agent': 'ERP 1.0' });
    expect(JSON.stringify(instance.defaults)).not.toContain('dsk_');
  });
});
