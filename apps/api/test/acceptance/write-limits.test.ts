import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const addresses = '/api/customer/addresses/';
const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };

const setName = (customer: SignedInClient) => customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } });

const signInAgain = async ({ tenantId, email }: SignedInClient): Promise<SignedInClient> => {
  const client = createClient(api.url, { tenantId });
  return client.signedIn((await client.post('/api/auth/login/', { json: { email, password } })).body);
};

describe('Writes of a customer', () => {
  test('beyond the limit of a minute are refused over either transport, and reads and other customers are not', async () => {
    const tenantId = await api.newTenant({ 'limits.writes_per_customer': '4' });
    const [customer, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    const { body } = await customer.post(addresses, { json: address });
    await customer.delete(`${addresses}${body.id}/`);
    await customer.post(`${addresses}${body.id}/restore/`);
    await setName(customer);
    const refused = await setName(customer);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    const wait = Number(refused.headers.get('retry-after'));
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(60);
    const overTrpc = await customer.mutate('profile.update', { full_name: 'Ada' });
    expect(overTrpc.body.error.data.code).toBe('rate_limited');
    expect((await customer.get(addresses)).status).toBe(200);
    expect((await setName(other)).status).toBe(200);
  });

  test('do not count for a token whose session has ended', async () => {
    const tenantId = await api.newTenant({ 'limits.writes_per_customer': '2' });
    const ended = await api.newCustomer(tenantId);
    const live = await signInAgain(ended);
    await ended.post('/api/auth/logout/');
    for (let i = 0; i < 5; i++) expect((await setName(ended)).status).toBe(401);
    expect([(await setName(live)).status, (await setName(live)).status]).toEqual([200, 200]);
  });
});

test('Deleted addresses beyond the tenant’s limit cannot be restored, also after concurrent deletions', async () => {
  const customer = await api.newCustomer(await api.newTenant({ 'limits.restorable_addresses': '3' }));
  const ids: string[] = [];
  for (let i = 0; i < 6; i++) ids.push((await customer.post(addresses, { json: address })).body.id);
  const answers = await Promise.all(ids.map((id) => customer.delete(`${addresses}${id}/`)));
  expect(answers.map(({ status }) => status)).toEqual(ids.map(() => 204));
  expect((await customer.get(`${addresses}?deleted=true`)).body.results).toHaveLength(3);
});
