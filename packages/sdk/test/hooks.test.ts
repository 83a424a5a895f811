import { useFlakyProxy } from '@doorstep/testing/flaky-proxy';
import { useApi } from '@doorstep/testing/harness';
import axios from 'axios';
import { expect, test } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import { version } from '../src/version.ts';
import { address, newCustomer, newEmail, password } from './customers.ts';

const api = useApi();
const flakyProxy = useFlakyProxy(api);

test('A call returns its data, and `withResponse` adds status, headers and request id', async () => {
  const { client } = await newCustomer(api, { baseUrl: flakyProxy.url });
  const call = client.addresses.create(address);
  const { data, status, headers, requestId } = await call.withResponse();
  expect(data).toEqual(await call);
  expect([status, headers.get('etag')]).toEqual([201, expect.stringMatching(/^"1\./)]);
  expect(requestId).toBe(headers.get('x-request-id'));
  expect(requestId).toMatch(/./);
  const { results } = (await client.addresses.list().withResponse()).data;
  expect(results).toEqual([expect.objectContaining({ id: data.id })]);
});

test('`withResponse` works for mapped data, for several requests and for failures', async () => {
  const { client, email, tenantId } = await newCustomer(api, { baseUrl: flakyProxy.url });
  const other = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId });
  expect(await other.auth.login({ email, password }).withResponse()).toMatchObject({ data: { email }, status: 200 });
  expect(await other.sessions.list().withResponse()).toMatchObject({ data: [{}, {}], status: 200 });
  const { data, headers } = await client.profile.updateWithRetry(() => ({ full_name: 'Ada' })).withResponse();
  expect([data.full_name, headers.get('etag')]).toEqual(['Ada', expect.stringMatching(/^"2\./)]);
  expect(await other.auth.logout().withResponse()).toMatchObject({ data: undefined, status: 204 });
  await expect(client.addresses.get('nothing').withResponse()).rejects.toMatchObject({ code: 'not_found' });
});

test('A replayed write has the header Idempotency-Replayed', async () => {
  const { client } = await newCustomer(api, { baseUrl: flakyProxy.url });
  flakyProxy.failNext('/api/customer/addresses/', 'break after');
  const { headers } = await client.addresses.create(address).withResponse();
  expect(headers.get('idempotency-replayed')).toBe('true');
});

test('Each request has the name of the client, and that of the app if it sets one', async () => {
  const { client } = await newCustomer(api, { baseUrl: flakyProxy.url });
  const own = { 'User-Agent': 'Shop app 1.0' };
  await client.profile.get({ headers: { 'user-agent': 'Call 1.0' } });
  for (const options of [{ axios: { headers: own } }, { axios: axios.create({ headers: { common: own } }) }]) {
    await newCustomer(api, { baseUrl: flakyProxy.url, ...options });
  }
  const name = `doorstep-sdk-js/${version}`;
  expect(flakyProxy.requests.map(({ headers }) => [headers['x-doorstep-client'], headers['user-agent']])).toEqual([
    [name, name],
    [name, 'Call 1.0'],
    [name, 'Shop app 1.0'],
    [name, 'Shop app 1.0'],
  ]);
});

test('Hooks get each attempt, its end and each retry, but no secret', async () => {
  const events: unknown[] = [];
  const { client, tenantId } = await newCustomer(api, { baseUrl: flakyProxy.url });
  const hooks = {
    onRequest: (event: object) => events.push(['request', event]),
    onResponse: (event: object) => events.push(['response', event]),
    onRetry: (event: object) => events.push(['retry', event]),
  };
  const observed = new DoorstepClient({ baseUrl: flakyProxy.url, tenantId, ...hooks });
  const email = newEmail();
  flakyProxy.failNext('/api/tenant/', { status: 503 });
  await observed.getTenant();
  const get = { method: 'GET', path: '/api/tenant/' };
  expect(events).toEqual([
    ['request', { ...get, attempt: 1 }],
    ['response', expect.objectContaining({ ...get, attempt: 1, status: 503, milliseconds: expect.any(Number) })],
    ['retry', expect.objectContaining({ ...get, attempt: 1, delay: expect.any(Number) })],
    ['request', { ...get, attempt: 2 }],
    ['response', expect.objectContaining({ ...get, attempt: 2, status: 200, error: undefined })],
  ]);
  await observed.auth.register({ email, password });
  flakyProxy.failNext('/media/', 'break before');
  const link = '/media/a/customers/b/profile/c.webp?signature=secret';
  await expect(observed.media.get(link, { retries: 0 })).rejects.toMatchObject({ code: 'network_error' });
  await client.auth.isSignedIn();
  expect(events.at(-1)).toMatchObject(['response', { status: undefined, error: { code: 'network_error' } }]);
  expect(JSON.stringify(events)).not.toMatch(/secret|correct horse|eyJ/);
});

test('An error of a hook does not fail the call', async () => {
  const fails = () => {
    throw new Error('The log is full');
  };
  const failsLater = async () => fails();
  const { client } = await newCustomer(api, {
    baseUrl: flakyProxy.url,
    onRequest: failsLater,
    onResponse: fails,
    onRetry: fails,
  });
  flakyProxy.failNext('/api/customer/profile/', { status: 503 });
  expect(await client.profile.get()).toMatchObject({ version: 1 });
});
