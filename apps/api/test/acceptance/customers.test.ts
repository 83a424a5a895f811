import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, newEmail, password, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const customers = '/api/customers/';

/** A tenant of its own with a member of staff who may read and write customers. */
const newShop = async () => {
  const tenantId = await api.newTenant();
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, 'support');
  return { tenantId, staff };
};

const create = async (staff: SignedInClient, fields: Record<string, unknown> = {}) => {
  const answer = await staff.post(customers, { json: { email: newEmail(), ...fields } });
  expect(answer.status).toBe(201);
  return answer.body;
};

const idsOf = async (staff: SignedInClient, query: Record<string, string>): Promise<string[]> => {
  const answer = await staff.get(`${customers}?${new URLSearchParams(query)}`);
  expect(answer.status).toBe(200);
  return answer.body.results.map(({ id }: { id: string }) => id);
};

const faultsOf = (body: { errors?: { field: string; code: string }[] }) =>
  (body.errors ?? []).map(({ field, code }) => [field, code]);

describe('Creating a customer', () => {
  test('answers the customer, who has no password yet', async () => {
    const { staff } = await newShop();
    const email = newEmail();
    const json = { email, full_name: 'Ada Lovelace', external_id: 'ERP/1 🎉', metadata: { tier: 'gold' } };
    const answer = await staff.post(customers, { json: { ...json, phone: '+49 151 12345678' } });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      ...{ ...json, phone: '+4915112345678', email_verified: false, profile_picture: null, status: 'invited' },
      ...{ blocked: null, addresses_count: 0, last_sign_in_at: null, version: 1, id: expect.any(String) },
      ...{ created_at: expect.any(String), updated_at: expect.any(String) },
    });
    expect(answer.headers.get('location')).toMatch(new RegExp(`/api/customers/${answer.body.id}/$`));
    const read = await staff.get(`${customers}${answer.body.id}/`);
    expect([read.body, read.headers.get('etag')]).toEqual([answer.body, answer.headers.get('etag')]);
  });

  test('is refused for an e-mail or an external id that another customer has', async () => {
    const { tenantId, staff } = await newShop();
    const registered = await api.newCustomer(tenantId);
    const { external_id } = await create(staff, { external_id: 'A-1' });
    const taken = [
      await staff.post(customers, { json: { email: registered.email.toUpperCase() } }),
      await staff.post(customers, { json: { email: staff.email } }),
      await staff.post(customers, { json: { email: newEmail(), external_id } }),
    ];
    expect(taken.map(({ status, body }) => [status, body.code])).toEqual([
      [409, 'email_taken'],
      [409, 'email_taken'],
      [409, 'external_id_taken'],
    ]);
  });

  test('reports every fault of its fields, and one for ten thousand keys of metadata', async () => {
    const { staff } = await newShop();
    const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));
    const faults = async (json: Record<string, unknown>) => {
      const { status, body } = await staff.post(customers, { json });
      expect(status).toBe(400);
      return faultsOf(body);
    };
    expect(await faults({ email: 'x', external_id: '🎉'.repeat(256), phone: '1' })).toEqual([
      ['email', 'email_invalid'],
      ['phone', 'phone_invalid'],
      ['external_id', 'too_long'],
    ]);
    expect(await faults({ email: newEmail(), metadata: keys(9000) })).toEqual([['metadata', 'too_many_keys']]);
    expect(await faults({ email: newEmail(), metadata: { ['x'.repeat(41)]: 'x' } })).toEqual([
      [`metadata.${'x'.repeat(41)}`, 'too_long'],
    ]);
    expect(await faults({ email: newEmail(), metadata: { a: 'x'.repeat(501), b: 7 } })).toEqual([
      ['metadata.a', 'too_long'],
      ['metadata.b', 'invalid_type'],
    ]);
    expect(await faults({ email: newEmail(), metadata: [] })).toEqual([['metadata', 'invalid_type']]);
  });
});

describe('A customer by external id', () => {
  const byExternalId = (id: string) => `${customers}by-external-id/${encodeURIComponent(id)}/`;

  test.each(['A-1', 'a/b//c', '🎉 é', 'profile', '%2F', 'x'.repeat(255)])(
    'is created once and then replaced: %s',
    async (external_id) => {
      const { staff } = await newShop();
      const email = newEmail();
      const json = { email, full_name: 'Ada', metadata: { a: '1' } };
      const created = await staff.put(byExternalId(external_id), { json });
      expect([created.status, created.body]).toEqual([201, expect.objectContaining({ ...json, external_id })]);
      const replaced = await staff.put(byExternalId(external_id), { json: { email } });
      expect(replaced.status).toBe(200);
      expect(replaced.body).toMatchObject({ id: created.body.id, full_name: '', metadata: {}, version: 2 });
      expect(await idsOf(staff, { external_id })).toEqual([created.body.id]);
    },
  );

  test('is created once by requests that arrive together', async () => {
    const { staff } = await newShop();
    const json = { email: newEmail(), full_name: 'Ada' };
    const answers = await Promise.all(Array.from({ length: 6 }, () => staff.put(byExternalId('A-1'), { json })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(Math.max(...answers.map(({ body }) => body.version))).toBe(6);
  });

  test('with more than 255 characters is refused', async () => {
    const { staff } = await newShop();
    const answer = await staff.put(byExternalId('x'.repeat(500)), { json: { email: newEmail() } });
    expect([answer.status, faultsOf(answer.body)]).toEqual([400, [['external_id', 'too_long']]]);
  });

  test('is not created over the e-mail of another customer, or for a stale version', async () => {
    const { staff } = await newShop();
    const { email } = await create(staff);
    const taken = await staff.put(byExternalId('A-1'), { json: { email } });
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
    const stale = await staff.put(byExternalId('A-1'), {
      json: { email: newEmail() },
      headers: { 'If-Match': '"1.1"' },
    });
    expect(stale.status).toBe(412);
  });
});

describe('Changing a customer', () => {
  test('keeps absent fields, and merges metadata', async () => {
    const { staff } = await newShop();
    const { id, email } = await create(staff, { full_name: 'Ada', metadata: { a: '1', b: '2' }, external_id: 'A-1' });
    const json = { metadata: { a: null, c: '3' }, external_id: null };
    const answer = await staff.patch(`${customers}${id}/`, { json, headers: { 'If-Match': '"1.1"' } });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({
      email,
      full_name: 'Ada',
      external_id: null,
      metadata: { b: '2', c: '3' },
      version: 2,
    });
    const stale = await staff.patch(`${customers}${id}/`, { json, headers: { 'If-Match': '"1.1"' } });
    expect(stale.status).toBe(412);
  });

  test('with a new e-mail resets its confirmation', async () => {
    const { staff } = await newShop();
    const { id, email } = await create(staff);
    const other = await create(staff);
    const moved = await staff.patch(`${customers}${id}/`, { json: { email: newEmail() } });
    expect(moved.body).toMatchObject({ email_verified: false, version: 2 });
    const taken = await staff.patch(`${customers}${id}/`, { json: { email: other.email } });
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
    expect(await idsOf(staff, { email })).toEqual([]);
  });

  test('cannot add a fifty-first key of metadata', async () => {
    const { staff } = await newShop();
    const keys = Array.from({ length: 50 }, (_, index) => [`k${index}`, 'x']);
    const { id } = await create(staff, { metadata: Object.fromEntries(keys) });
    const added = await staff.patch(`${customers}${id}/`, { json: { metadata: { more: 'x' } } });
    expect([added.status, faultsOf(added.body)]).toEqual([400, [['metadata', 'too_many_keys']]]);
    const swapped = await staff.patch(`${customers}${id}/`, { json: { metadata: { more: 'x', k0: null } } });
    expect(swapped.status).toBe(200);
  });
});

describe('Blocking a customer', () => {
  test('ends all sessions at once, and tells only who knows the password', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId);
    const blocked = await staff.post(`${customers}${customer.userId}/block/`, { json: { reason: 'Unpaid' } });
    expect(blocked.body).toMatchObject({ status: 'blocked', blocked: { reason: 'Unpaid', until: null } });
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
    const signIn = (given: string) =>
      createClient(api.url, { tenantId }).post('/api/auth/login/', {
        json: { email: customer.email, password: given },
      });
    const [right, wrong] = [await signIn(password), await signIn(`${password}!`)];
    expect([right.status, right.body.code]).toEqual([403, 'account_blocked']);
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);

    const unblocked = await staff.post(`${customers}${customer.userId}/unblock/`);
    expect(unblocked.body).toMatchObject({ status: 'active', blocked: null, version: 3 });
    const again = await signIn(password);
    expect(again.status).toBe(200);
    const signedIn = customer.signedIn(again.body);
    const events = (await signedIn.get('/api/customer/activity/')).body.results;
    const acts = events.filter(({ by }: { by: string }) => by === 'staff');
    expect(acts.map(({ action }: { action: string }) => action)).toEqual(['user.unblocked', 'user.blocked']);
    expect(JSON.stringify(events)).not.toContain('Unpaid');
  });

  test('until a time that has passed is refused', async () => {
    const { tenantId, staff } = await newShop();
    const { userId } = await api.newCustomer(tenantId);
    const json = { reason: 'x', until: '2020-01-01T00:00:00Z' };
    const answer = await staff.post(`${customers}${userId}/block/`, { json });
    expect([answer.status, faultsOf(answer.body)]).toEqual([400, [['until', 'time_passed']]]);
  });
});

test('Signing a customer out ends every session', async () => {
  const { tenantId, staff } = await newShop();
  const customer = await api.newCustomer(tenantId);
  expect((await staff.post(`${customers}${customer.userId}/sign-out/`)).status).toBe(204);
  expect((await customer.get('/api/customer/profile/')).status).toBe(401);
});

test('Deleting a customer schedules the erasure, and the customer can keep the account', async () => {
  const { tenantId, staff } = await newShop();
  const customer = await api.newCustomer(tenantId);
  const deleted = await staff.delete(`${customers}${customer.userId}/`);
  expect([deleted.status, deleted.body]).toEqual([202, { erase_at: expect.any(String) }]);
  const read = await staff.get(`${customers}${customer.userId}/`);
  expect(read.body).toMatchObject({ status: 'erasure_pending' });
  const signedIn = await customer.post('/api/auth/login/', { json: { email: customer.email, password } });
  expect(signedIn.body.user.erase_at).toBe(deleted.body.erase_at);
  expect((await customer.signedIn(signedIn.body).delete('/api/customer/account/erasure/')).status).toBe(204);
});

describe('Accounts of staff', () => {
  test('are no customers', async () => {
    const { staff } = await newShop();
    const path = `${customers}${staff.userId}/`;
    expect(await idsOf(staff, {})).toEqual([]);
    expect(await idsOf(staff, { email: staff.email })).toEqual([]);
    expect((await staff.get(path)).status).toBe(404);
    expect((await staff.patch(path, { json: { email: newEmail() } })).status).toBe(404);
    expect((await staff.post(`${path}block/`, { json: { reason: 'x' } })).status).toBe(404);
  });
});

test('Metadata and external id are in no answer to the customer', async () => {
  const { tenantId, staff } = await newShop();
  const customer = await api.newCustomer(tenantId);
  const json = { metadata: { secret_key: 'secret value' }, full_name: 'Ada' };
  await staff.patch(`${customers}${customer.userId}/`, { json });
  for (const path of ['profile', 'addresses', 'activity']) {
    expect((await customer.get(`/api/customer/${path}/`)).bytes.toString()).not.toContain('secret');
  }
  const { events } = { events: (await customer.get('/api/customer/activity/')).body.results };
  expect(events[0]).toMatchObject({ action: 'user.updated', by: 'staff' });
});
