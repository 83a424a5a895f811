import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import type { AppRouter } from '@doorstep/trpc';
import { createTRPCClient, httpBatchLink, httpLink } from '@trpc/client';
import { describe, expect, test } from 'vitest';
import { unzip } from './zip.ts';

const api = useApi();
const own = '/api/customer/addresses/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

type Counter = { customer: SignedInClient; staff: SignedInClient; at: string };

/** A customer, a member of staff with the role support, and the path of the customer for staff. */
const newCounter = async (settings?: Record<string, string>): Promise<Counter> => {
  const tenantId = settings ? await api.newTenant(settings) : await api.sharedTenant();
  const customer = await api.newCustomer(tenantId);
  return { customer, staff: await api.newStaff(tenantId, 'support'), at: `/api/customers/${customer.userId}` };
};

const proof = async (texts: Record<string, string> = address) =>
  form({ field: 'proof_image', bytes: await png(300, 300) }, texts);

describe('Staff who act on behalf of a customer', () => {
  test('add, read, change, delete and restore addresses with their proofs, as the customer sees at once', async () => {
    const { customer, staff, at } = await newCounter();
    const added = await staff.post(`${at}/addresses/`, { form: await proof() });
    expect(added.status).toBe(201);
    const { id } = added.body;
    expect(added.headers.get('location')).toContain(`${at}/addresses/${id}/`);
    const read = await staff.get(`${at}/addresses/${id}/`);
    expect(read.body).toMatchObject({ line1: 'Main 1', proof_status: 'pending', version: 1 });
    expect({ ...(await customer.get(`${own}${id}/`)).body, metadata: {} }).toEqual(read.body);
    expect((await staff.get(read.body.proof_image)).status).toBe(200);

    const current = { 'If-Match': String(read.headers.get('etag')) };
    const path = `${at}/addresses/${id}/`;
    const changed = await staff.patch(path, { json: { label: 'Home', is_default_shipping: true }, headers: current });
    expect(changed.body).toMatchObject({ label: 'Home', is_default_shipping: true, version: 2 });
    expect((await staff.patch(path, { json: { label: 'Stale' }, headers: current })).status).toBe(412);
    expect((await staff.put(path, { json: { ...address, line1: 'Main 2' } })).body).toMatchObject({
      label: '',
      line1: 'Main 2',
    });
    expect((await staff.delete(path)).status).toBe(204);
    expect((await customer.get(`${own}${id}/`)).status).toBe(404);
    expect((await staff.get(`${at}/addresses/?deleted=true`)).body.results).toMatchObject([{ id }]);
    expect((await staff.post(`${path}restore/`)).body).toMatchObject({ id, proof_status: 'pending', deleted_at: null });
    expect((await customer.get(own)).body.results).toMatchObject([{ id, line1: 'Main 2' }]);
  });

  test('move the default, and are told of duplicates and limits of the customer', async () => {
    const { customer, staff, at } = await newCounter({ 'limits.live_addresses': '2' });
    const first = (await customer.post(own, { json: { ...address, is_default_billing: true } })).body;
    const second = await staff.post(`${at}/addresses/`, { json: { ...address, is_default_billing: true } });
    expect(second.body).toMatchObject({ is_default_billing: true, duplicate_of: first.id });
    expect((await customer.get(`${own}${first.id}/`)).body).toMatchObject({ is_default_billing: false, version: 2 });
    expect((await staff.post(`${at}/addresses/`, { json: address })).body.code).toBe('address_limit_reached');
  });

  test('change the profile with its picture', async () => {
    const { customer, staff, at } = await newCounter();
    const picture = form(
      { field: 'profile_picture', bytes: await png() },
      { full_name: 'Ada', phone: '+442079460018' },
    );
    const changed = await staff.patch(`${at}/profile/`, { form: picture });
    expect(changed.body).toMatchObject({ user_id: customer.userId, full_name: 'Ada', phone: '+442079460018' });
    expect((await staff.get(changed.body.profile_picture)).status).toBe(200);
    expect((await customer.get('/api/customer/profile/')).body).toEqual(changed.body);
    expect(changed.body.profile_picture).toContain(`/customers/${customer.userId}/profile/`);
  });

  test('list the sessions of the customer, none of which is theirs, and end one', async () => {
    const { customer, staff, at } = await newCounter();
    const [session, ...others] = (await staff.get(`${at}/sessions/`)).body.results;
    expect(others).toEqual([]);
    expect(session).toMatchObject({ device: 'test app', current: false });
    expect((await staff.delete(`${at}/sessions/${session.id}/`)).status).toBe(204);
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
    expect((await staff.get(`${at}/sessions/`)).body.results).toEqual([]);
  });

  test('stand in the activity of the customer as staff, without their device', async () => {
    const { customer, staff, at } = await newCounter();
    const agent = createClient(api.url, { ...staff, agent: 'staff desk' });
    await agent.patch(`${at}/profile/`, { json: { full_name: 'Ada' } });
    await agent.post(`${at}/addresses/`, { json: address });
    const { body } = await customer.get('/api/customer/activity/');
    expect(body.results.slice(0, 2)).toMatchObject([
      { action: 'address.created', by: 'staff', device: null },
      { action: 'user.updated', by: 'staff', device: null },
    ]);
    expect(JSON.stringify(body)).not.toContain('staff desk');
    expect((await agent.get(`${at}/activity/`)).body).toEqual(body);
  });

  test('export what the customer can export', async () => {
    const { customer, staff, at } = await newCounter();
    const { body } = await customer.post(own, { form: await proof() });
    const answer = await staff.post(`${at}/export/`);
    expect(answer.headers.get('content-type')).toBe('application/zip');
    const files = unzip(answer.bytes);
    expect([...files.keys()]).toEqual([
      `images/addresses/${body.id}.webp`,
      'profile.json',
      'addresses.json',
      'sessions.json',
      'activity.json',
    ]);
    expect(files.get('profile.json')?.toString()).toContain(customer.email);
    const { results } = (await customer.get('/api/customer/activity/?limit=1')).body;
    expect(results).toMatchObject([{ action: 'user.exported', by: 'staff' }]);
  });

  test('are refused the export without the permission, and that of a customer who does not exist', async () => {
    const { staff, at, customer } = await newCounter();
    const reviewer = await api.newStaff(customer.tenantId, 'reviewer');
    for (const id of [customer.userId, staff.userId, 'not-an-id']) {
      const refused = await reviewer.post(`/api/customers/${id}/export/`);
      expect(refused).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
    }
    for (const id of [staff.userId, 'not-an-id']) {
      expect((await staff.post(`/api/customers/${id}/export/`)).status).toBe(404);
    }
    expect((await customer.post(`${at}/export/`)).body.required_permission).toBeDefined();
  });

  test('cannot use up the writes of the customer, nor those for another customer', async () => {
    const { customer, staff, at } = await newCounter({ 'limits.writes_per_customer': '2' });
    const other = await api.newCustomer(customer.tenantId);
    const rename = (caller: SignedInClient, path: string) => caller.patch(path, { json: { full_name: 'Ada' } });
    const paths = [at, at, at, `/api/customers/${other.userId}`].map((path) => `${path}/profile/`);
    const statuses: number[] = [];
    for (const path of paths) statuses.push((await rename(staff, path)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    expect((await rename(customer, '/api/customer/profile/')).status).toBe(200);
  });
});

describe('Over tRPC', () => {
  const connect = (link: typeof httpLink | typeof httpBatchLink, { accessToken, tenantId }: SignedInClient) =>
    createTRPCClient<AppRouter>({
      links: [
        link({ url: `${api.url}/trpc`, headers: { Authorization: `Bearer ${accessToken}`, 'X-Tenant-ID': tenantId } }),
      ],
    });

  test('each call of a batch is on behalf of the customer in its input', async () => {
    const { customer, staff } = await newCounter();
    const other = await api.newCustomer(customer.tenantId);
    const { customers } = connect(httpBatchLink, staff);
    const [first, second, missing] = await Promise.allSettled([
      customers.profile.get.query({ customer_id: customer.userId }),
      customers.profile.get.query({ customer_id: other.userId }),
      customers.profile.get.query({ customer_id: staff.userId }),
    ]);
    expect(first).toMatchObject({ value: { email: customer.email } });
    expect(second).toMatchObject({ value: { email: other.email } });
    expect(missing).toMatchObject({ reason: { data: { code: 'not_found' } } });
    await Promise.all([
      customers.profile.update.mutate({ customer_id: customer.userId, full_name: 'Ada' }),
      customers.profile.update.mutate({ customer_id: other.userId, full_name: 'Bob' }),
    ]);
    expect((await customer.get('/api/customer/profile/')).body.full_name).toBe('Ada');
    expect((await other.get('/api/customer/profile/')).body.full_name).toBe('Bob');
  });

  test('a form carries the customer as a field', async () => {
    const { customer, staff } = await newCounter();
    const { customers } = connect(httpLink, staff);
    const added = await customers.address.create.mutate(await proof({ ...address, customer_id: customer.userId }));
    expect((await customer.get(`${own}${added.id}/`)).body).toMatchObject({ proof_status: 'pending' });
    const stranger = await proof({ ...address, customer_id: staff.userId });
    await expect(customers.address.create.mutate(stranger)).rejects.toMatchObject({ data: { code: 'not_found' } });
  });

  test('a call that names no customer gets the permission checked, and then its input', async () => {
    const { customer, staff } = await newCounter();
    const call = async (caller: SignedInClient, send: object) =>
      (await caller.post('/trpc/customers.address.create', send)).body.error.data;
    const form = await proof();
    expect(await call(customer, { form })).toMatchObject({ required_permission: 'addresses:write' });
    expect(await call(customer, { raw: { body: '{', type: 'application/json' } })).toMatchObject({
      required_permission: 'addresses:write',
    });
    const { code, errors } = await call(staff, { json: address });
    expect([code, errors]).toMatchObject(['validation_failed', [{ field: 'customer_id', code: 'required' }]]);
  });
});
