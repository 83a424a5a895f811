import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useApi } from '@doorstep/testing/harness';
import axios from 'axios';
import { describe, expect, test } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import { DoorstepError, isDoorstepError } from '../src/doorstep-error.ts';
import { address, newCustomer, password } from './customers.ts';

const api = useApi();
const flakyProxy = useFlakyProxy(api);
const profile = '/api/customer/profile/';
const failure = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no failure',
    (error) => error,
  );

describe('An error answer', () => {
  test('has status, code, detail and request id', async () => {
    const { client, email, tenantId } = await newCustomer(api);
    const other = new DoorstepClient({ baseUrl: api.url, tenantId });
    const error = await failure(other.auth.login({ email, password: 'wrong' }));
    expect(error).toBeInstanceOf(DoorstepError);
    expect(error).toMatchObject({ name: 'DoorstepError', status: 401, code: 'invalid_credentials', errors: {} });
    expect(error).toMatchObject({ requestId: expect.stringMatching(/./), detail: expect.stringMatching(/./) });
    expect(await failure(client.addresses.get('11111111-1111-4111-8111-111111111111'))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  });

  test('has the faults by field for a form', async () => {
    const { client } = await newCustomer(api);
    const error = await failure(
      client.addresses.create({ ...address, recipient_name: '', postal_code: '1', phone: '0151' }),
    );
    expect(error).toMatchObject({
      code: 'validation_failed',
      errors: {
        recipient_name: [{ code: 'required', message: expect.any(String) }],
        phone: [{ code: 'phone_invalid', message: expect.any(String) }],
      },
    });
  });

  test('has the language of the client or of the call', async () => {
    const { client } = await newCustomer(api, { language: 'de' });
    const message = async (language?: string) => {
      const error = await failure(client.addresses.create({ ...address, country: 'XX' }, { language }));
      return isDoorstepError(error, 'validation_failed') ? error.errors.country?.[0]?.message : undefined;
    };
    const [german, english] = [await message(), await message('en')];
    expect(german).toMatch(/./);
    expect(english).toMatch(/./);
    expect(german).not.toBe(english);
  });

  test('narrows to its code', async () => {
    const tenantId = await api.newTenant({ 'limits.live_addresses': '1' });
    const { client } = await newCustomer(api, { tenantId });
    await client.addresses.create(address);
    const error = await failure(client.addresses.create({ ...address, line1: 'Another' }));
    if (!isDoorstepError(error, 'address_limit_reached', 'duplicate_address')) throw error;
    const code: 'address_limit_reached' | 'duplicate_address' = error.code;
    expect(code).toBe('address_limit_reached');
    expect(isDoorstepError(error, 'duplicate_address')).toBe(false);
    expect(isDoorstepError(new Error('address_limit_reached'))).toBe(false);
    expect(isDoorstepError(null)).toBe(false);
  });

  test('has the id of the duplicate', async () => {
    const { client } = await newCustomer(api, { tenantId: await api.newTenant({ duplicate_addresses: 'refuse' }) });
    const { id } = await client.addresses.create(address);
    const error = await failure(client.addresses.create(address));
    expect(error).toMatchObject({ code: 'duplicate_address', duplicateOf: id });
  });

  test('has the seconds to wait', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '1' });
    const { email } = await newCustomer(api, { tenantId });
    const client = new DoorstepClient({ baseUrl: api.url, tenantId });
    await failure(client.auth.login({ email, password: 'wrong' }));
    const error = await failure(client.auth.login({ email, password }));
    expect(error).toMatchObject({ code: 'rate_limited', status: 429, retryAfter: expect.any(Number) });
  });

  test('is read for downloads too', async () => {
    const { client } = await newCustomer(api);
    const missing =
      '/media/11111111-1111-4111-8111-111111111111/customers/11111111-1111-4111-8111-111111111111/profile/x.webp';
    expect(await failure(client.media.get(missing))).toMatchObject({ status: 404, code: 'not_found' });
  });

  test('of another server has its own code', async () => {
    const { client } = await newCustomer(api, { baseUrl: flakyProxy.url, retries: 0 });
    const page = { headers: { 'Content-Type': 'text/html' }, body: '<p>Sign in to the Wi-Fi</p>' };
    flakyProxy.failNext(
      profile,
      { status: 502, ...page },
      { status: 200, ...page },
      { status: 302, headers: { Location: '/' } },
    );
    for (const status of [502, 200, 302]) {
      expect(await failure(client.profile.get())).toMatchObject({ code: 'unexpected_answer', status });
    }
  });
});

describe('A DoorstepError', () => {
  const broken = (): never => {
    throw new Error('The storage is full');
  };
  const clientFault = { code: 'client_error', cause: { message: 'The storage is full' } };

  test('wraps an error of each method of the token store', async () => {
    const { email, tenantId } = await newCustomer(api);
    const works = { get: () => null, set: () => {}, clear: () => {} };
    const client = (methods: object) =>
      new DoorstepClient({ baseUrl: api.url, tenantId, tokenStore: { ...works, ...methods } });
    for (const call of [
      () => client({ get: broken }).profile.get(),
      () => client({ get: async () => broken() }).auth.isSignedIn(),
      () => client({ set: broken }).auth.login({ email, password }),
      () => client({ clear: broken }).auth.logout(),
    ]) {
      const error = await failure(call());
      expect(error).toBeInstanceOf(DoorstepError);
      expect(error).toMatchObject(clientFault);
    }
  });

  test('wraps an error of an interceptor, an adapter or a callback', async () => {
    const instance = axios.create();
    instance.interceptors.request.use(broken);
    const { client } = await newCustomer(api);
    const options = { baseUrl: api.url, tenantId: '' };
    for (const call of [
      () => new DoorstepClient({ ...options, axios: instance }).getTenant(),
      () => new DoorstepClient({ ...options, axios: { adapter: broken } }).getTenant(),
      () => client.profile.updateWithRetry(broken),
    ]) {
      expect(await failure(call())).toMatchObject(clientFault);
    }
    expect(await failure(new DoorstepClient({ ...options, axios: { adapter: 'xhr' } }).getTenant())).toMatchObject({
      code: 'client_error',
    });
  });

  test.each([undefined, 'api.example.com', 'ftp://api.example.com', 'https://', 'https://a.example?b', '/backend', ''])(
    'a `baseUrl` of %j',
    async (baseUrl) => {
      const client = new DoorstepClient({ baseUrl: baseUrl as string, tenantId: '' });
      expect(await failure(client.getTenant())).toMatchObject({
        code: 'invalid_argument',
        message: expect.stringContaining('baseUrl'),
      });
    },
  );

  test('reports an answer that is empty or not an object', async () => {
    const { client } = await newCustomer(api, { baseUrl: flakyProxy.url, retries: 0 });
    const json = { 'Content-Type': 'application/json', 'X-Request-ID': 'proxy-1' };
    flakyProxy.failNext(profile, { status: 200 }, { status: 204 }, { status: 200, headers: json, body: '5' });
    for (const status of [200, 204, 200]) {
      expect(await failure(client.profile.get())).toMatchObject({ code: 'unexpected_answer', status });
    }
    flakyProxy.failNext(
      '/media/',
      { status: 200 },
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' },
    );
    const link = '/media/a/customers/b/profile/c.webp';
    for (const bodyStart of ['', '<p>']) {
      expect(await failure(client.media.get(link))).toMatchObject({ code: 'unexpected_answer', bodyStart });
    }
  });

  test('has the request id and the start of the body of an unexpected answer', async () => {
    const { client } = await newCustomer(api, { baseUrl: flakyProxy.url, retries: 0 });
    const headers = { 'Content-Type': 'text/html', 'X-Request-ID': 'proxy-1' };
    flakyProxy.failNext(profile, { status: 502, headers, body: `<p>Bad gateway${' '.repeat(2_000)}` });
    const error = await failure(client.profile.get());
    expect(error).toMatchObject({ requestId: 'proxy-1', bodyStart: expect.stringMatching(/^<p>Bad gateway/) });
    expect((error as DoorstepError).bodyStart).toHaveLength(500);
  });

  test('serializes to JSON without its cause', async () => {
    const { client } = await newCustomer(api);
    const error = await failure(client.addresses.create({ ...address, country: 'XX' }));
    expect(JSON.parse(JSON.stringify(error))).toMatchObject({
      name: 'DoorstepError',
      code: 'validation_failed',
      message: (error as DoorstepError).message,
      status: 400,
      errors: { country: [{ code: 'country_invalid' }] },
      requestId: (error as DoorstepError).requestId,
    });
    expect(JSON.stringify(new DoorstepError('client_error', 'x', { cause: { password } }))).not.toContain(password);
  });
});

describe('Without an answer', () => {
  test('a network error, a timeout and an abort have different codes', async () => {
    const { client } = await newCustomer(api, { baseUrl: flakyProxy.url, retries: 0 });
    flakyProxy.failNext(profile, 'break before', 'no answer');
    expect(await failure(client.profile.get())).toMatchObject({ code: 'network_error', status: undefined });
    expect(await failure(client.profile.get({ timeout: 20 }))).toMatchObject({ code: 'timeout', status: undefined });
    flakyProxy.failNext(profile, 'no answer');
    const ended = client.profile.get({ signal: AbortSignal.timeout(20) });
    expect(await failure(ended)).toMatchObject({ code: 'timeout', status: undefined });
    flakyProxy.failNext(profile, 'no answer');
    const controller = new AbortController();
    const call = failure(client.profile.get({ signal: controller.signal }));
    controller.abort();
    expect(await call).toMatchObject({ code: 'aborted', status: undefined });
    const nowhere = new DoorstepClient({ baseUrl: 'http://127.0.0.1:9', tenantId: 'x', retries: 0 });
    expect(await failure(nowhere.getTenant())).toMatchObject({ code: 'network_error' });
  });

  test('an error contains no secret in any format', async () => {
    const { client, email } = await newCustomer(api, { baseUrl: flakyProxy.url, retries: 0 });
    flakyProxy.failNext('/api/auth/login/', 'break before');
    const { inspect } = await import('node:util');
    const error = await failure(client.auth.login({ email, password }));
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain(password);
    expect(axios.isAxiosError(error)).toBe(false);
  });
});
