import { useApi } from '@doorstep/testing/harness';
import { png } from '@doorstep/testing/images';
import axios from 'axios';
import { expect, test } from 'vitest';
import { DoorstepClient } from '../src/doorstep-client.ts';
import { address, newCustomer } from './customers.ts';

const api = useApi();

test('The client uses the Axios instance of the app with its interceptors and headers, and does not change it', async () => {
  const instance = axios.create({ baseURL: 'http://127.0.0.1:9', headers: { 'User-Agent': 'Shop app 1.0' } });
  const statuses: unknown[] = [];
  instance.interceptors.response.use((response) => {
    statuses.push(response.status);
    return response;
  });
  const before = structuredClone(instance.defaults.headers);
  const { client } = await newCustomer(api, { axios: instance });
  const [session] = await client.sessions.list();
  expect(session?.device).toBe('Shop app 1.0');
  expect(statuses).toEqual([201, 200]);
  expect(instance.defaults.headers).toEqual(before);
});

test('An interceptor of the app can throw its own error', async () => {
  const instance = axios.create();
  instance.interceptors.request.use(() => {
    throw new Error('Offline by decision');
  });
  const client = new DoorstepClient({ baseUrl: api.url, tenantId: await api.newTenant(), axios: instance });
  await expect(client.getTenant()).rejects.toThrow('Offline by decision');
});

test('The fetch adapter works for all calls, as in edge runtimes', async () => {
  const { client } = await newCustomer(api, { axios: { adapter: 'fetch' } });
  const bytes = await png();
  const stream = async function* () {
    yield bytes;
  };
  for (const proof_image of [bytes, stream()]) {
    const { proof_image: link } = await client.addresses.create({ ...address, proof_image });
    expect((await client.media.get(link ?? '')).type).toBe('image/webp');
  }
  await expect(client.addresses.create({ ...address, country: 'XX' })).rejects.toMatchObject({
    code: 'validation_failed',
    errors: { country: [{ code: 'country_invalid' }] },
  });
  await expect(client.profile.get({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  const nowhere = new DoorstepClient({
    baseUrl: 'http://127.0.0.1:9',
    tenantId: 'x',
    axios: { adapter: 'fetch' },
    retries: 0,
  });
  await expect(nowhere.getTenant()).rejects.toMatchObject({ code: 'network_error' });
});
