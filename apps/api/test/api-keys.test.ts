import { createClient, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi({ TRUST_PROXY: 'loopback' });
const keys = '/api/tenant/keys/';
const proofs = '/api/staff/address-proofs/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

let tenantId: string;
let owner: SignedInClient;

beforeAll(async () => {
  tenantId = await api.newTenant();
  owner = await newStaff('owner');
});

const newStaff = async (role: 'owner' | 'developer' | 'auditor', tenant = tenantId): Promise<SignedInClient> => {
  const staff = await api.newCustomer(tenant);
  await api.setRole(tenant, staff.email, role);
  return staff;
};

const newKey = async (more: object = {}, staff = owner): Promise<{ id: string; key: string; version: number }> => {
  const { status, body } = await staff.post(keys, { json: { name: 'ERP', permissions: ['proofs:read'], ...more } });
  expect([status, body.code]).toEqual([201, undefined]);
  return body;
};

/** A client that sends a key, and the tenant header only if one is given. */
const clientOf = (key: string, tenant = '') => createClient(api.url, { tenantId: tenant, accessToken: key });

const eventsOf = (id: string) =>
  api.sql('SELECT action, actor, actor_id, user_id FROM audit_events WHERE entity_id = $1 ORDER BY id', [id]);

describe('A new key', () => {
  test('is shown once, and never again', async () => {
    const { id, key } = await newKey({ allowed_networks: ['203.0.113.7', '2001:DB8::1/32'], rate_per_minute: 5 });
    const { body } = await owner.get(`${keys}${id}/`);
    expect(body).toMatchObject({
      ...{ id, name: 'ERP', permissions: ['proofs:read'], status: 'active', last_four: key.slice(-4) },
      ...{ allowed_networks: ['203.0.113.7/32', '2001:db8::/32'], rate_per_minute: 5, created_by: owner.userId },
      ...{ last_used_at: null, expires_at: null, version: 1 },
    });
    const answers = [body, (await owner.get(keys)).body, await eventsOf(id)];
    expect(JSON.stringify(answers)).not.toContain(key.slice(-20));
    const stored = await api.sql('SELECT to_jsonb(k)::text AS row FROM api_keys k WHERE id = $1', [id]);
    expect(JSON.stringify(stored)).not.toContain(key.slice(-20));
  });

  test('gets no permission that its creator lacks', async () => {
    const developer = await newStaff('developer');
    const answer = await developer.post(keys, { json: { name: 'x', permissions: ['keys:read', 'customers:read'] } });
    expect(answer).toMatchObject({
      status: 403,
      body: { code: 'permission_denied', required_permission: 'customers:read' },
    });
  });

  test.each([
    [{ permissions: ['customers:destroy'] }, 'permissions.0', 'invalid_choice'],
    [{ permissions: [] }, 'permissions', 'too_small'],
    [{ name: '' }, 'name', 'required'],
    [{ allowed_networks: ['10.0.0.0/33'] }, 'allowed_networks.0', 'network_invalid'],
    [{ allowed_networks: ['shop.example'] }, 'allowed_networks.0', 'network_invalid'],
    [{ rate_per_minute: 0 }, 'rate_per_minute', 'too_small'],
    [{ expires_at: '2020-01-01T00:00:00Z' }, 'expires_at', 'in_the_past'],
    [{ expires_at: 'tomorrow' }, 'expires_at', 'datetime_invalid'],
  ])('is refused with %j', async (more, field, code) => {
    const answer = await owner.post(keys, { json: { name: 'x', permissions: ['keys:read'], ...more } });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field, code }] } });
  });

  test('is made by a person alone, whatever the permissions of a key', async () => {
    const { id, key } = await newKey({ permissions: ['keys:read', 'keys:write'] });
    const client = clientOf(key);
    for (const path of [keys, `${keys}${id}/rotate/`]) {
      const answer = await client.post(path, { json: { name: 'x', permissions: ['keys:read'] } });
      expect(answer).toMatchObject({ status: 403, body: { code: 'permission_denied' } });
      expect(answer.body.detail).toContain('Sign in');
    }
    expect((await client.patch(`${keys}${id}/`, { json: { name: 'Renamed' } })).status).toBe(200);
    expect((await client.delete(`${keys}${id}/`)).status).toBe(204);
    expect((await client.get(keys)).body.code).toBe('key_revoked');
  });

  test('is refused where the tenant has a thousand', async () => {
    const tenant = await api.newTenant();
    const staff = await newStaff('owner', tenant);
    await newKey({}, staff);
    await api.sql(
      `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
       SELECT tenant_id, gen_random_uuid(), name, secret_hash, last_four, permissions, allowed_networks, 1, now()
         FROM api_keys, generate_series(1, 999) WHERE tenant_id = $1`,
      [tenant],
    );
    const answer = await staff.post(keys, { json: { name: 'x', permissions: ['keys:read'] } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'key_limit_reached' } });
  });
});

describe('A request with a key', () => {
  test('needs no tenant header, and refuses that of another tenant', async () => {
    const { key } = await newKey();
    expect((await clientOf(key).get(proofs)).status).toBe(200);
    expect((await clientOf(key, tenantId).get(proofs)).status).toBe(200);
    expect((await clientOf(key, await api.newTenant()).get(proofs)).body.code).toBe('tenant_mismatch');
    expect((await clientOf(key, 'shop').get(proofs)).body.code).toBe('tenant_invalid');
  });

  test('has the permissions of the key, and no data of a customer', async () => {
    const client = clientOf((await newKey()).key);
    const denied = await client.get(keys);
    expect(denied).toMatchObject({ status: 403, body: { required_permission: 'keys:read' } });
    const own = await client.get('/api/customer/profile/');
    expect(own).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
    expect(own.body.detail).toContain('/api/customers/{customer_id}/');
  });

  test('is refused at once after its revocation, its expiry, or from another network', async () => {
    const revoked = await newKey();
    expect((await clientOf(revoked.key).get(proofs)).status).toBe(200);
    expect((await owner.delete(`${keys}${revoked.id}/`)).status).toBe(204);
    expect(await clientOf(revoked.key).get(proofs)).toMatchObject({ status: 401, body: { code: 'key_revoked' } });

    const expired = await newKey();
    await api.sql("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [expired.id]);
    expect(await clientOf(expired.key).get(proofs)).toMatchObject({ status: 401, body: { code: 'key_expired' } });

    const bound = clientOf((await newKey({ allowed_networks: ['203.0.113.0/24', '2001:db8::/32'] })).key);
    const from = (address: string) => bound.get(proofs, { headers: { 'X-Forwarded-For': address } });
    expect((await from('203.0.113.99')).status).toBe(200);
    expect((await from('2001:db8:1::1')).status).toBe(200);
    expect(await from('198.51.100.1')).toMatchObject({ status: 403, body: { code: 'network_not_allowed' } });
  });

  test('is 401 with a wrong, mistyped or foreign key, and says how to authenticate', async () => {
    const { key } = await newKey();
    const other = await newKey();
    const mixed = `${key.slice(0, 48)}${other.key.slice(48)}`;
    for (const wrong of [`${key.slice(0, -1)}!`, key.slice(0, -1), mixed, 'dsk_', `${key}x`]) {
      const answer = await clientOf(wrong).get(proofs);
      expect([wrong, answer.status, answer.body.code]).toEqual([wrong, 401, 'key_invalid']);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
    }
  });

  test('in the URL is 401, and the answer says why', async () => {
    const { key } = await newKey();
    const answer = await createClient(api.url, { tenantId }).get(`${proofs}?api_key=${key}`);
    expect(answer).toMatchObject({ status: 401, body: { code: 'not_authenticated' } });
    expect(answer.body.detail).toContain('Revoke this key');
  });

  test('of a tenant that is not active is 403', async () => {
    const closing = await api.newTenant();
    const { key } = await newKey({}, await newStaff('owner', closing));
    await api.setTenant(closing, 'status', 'inactive');
    expect((await clientOf(key).get(proofs)).body.code).toBe('tenant_unavailable');
  });

  test('sees nothing of another tenant', async () => {
    const foreignTenant = await api.newTenant();
    const foreign = await newKey({}, await newStaff('owner', foreignTenant));
    const client = clientOf((await newKey({ permissions: ['keys:read', 'keys:write'] })).key);
    expect(JSON.stringify((await client.get(keys)).body)).not.toContain(foreign.id);
    const unknown = await client.get(`${keys}01a00000-0000-7000-8000-000000000000/`);
    expect((await client.get(`${keys}${foreign.id}/`)).body).toEqual({
      ...unknown.body,
      request_id: expect.any(String),
    });
    expect((await client.delete(`${keys}${foreign.id}/`)).status).toBe(404);
  });

  test('is recorded, once a minute, with its network and version', async () => {
    const { id, key } = await newKey();
    const send = (address: string) =>
      clientOf(key).get(proofs, { headers: { 'X-Forwarded-For': address, 'Doorstep-Version': '2026-11-27' } });
    await send('2001:db8::7');
    await send('198.51.100.2');
    await api.settled();
    expect((await owner.get(`${keys}${id}/`)).body).toMatchObject({
      last_used_at: expect.any(String),
      last_used_network: '2001:db8::/64',
      api_version: '2026-11-27',
    });
  });
});

describe('A change of a key', () => {
  test('takes permissions and gives none', async () => {
    const { id } = await newKey({ permissions: ['proofs:read', 'keys:read'] });
    const path = `${keys}${id}/`;
    const shrunk = await owner.patch(path, { json: { permissions: ['keys:read'], rate_per_minute: 7 } });
    expect(shrunk.body).toMatchObject({ permissions: ['keys:read'], rate_per_minute: 7, name: 'ERP', version: 2 });
    const grown = await owner.patch(path, { json: { permissions: ['keys:read', 'proofs:read'] } });
    expect(grown).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'permissions', code: 'permission_added' }] },
    });
    const stale = await owner.patch(path, { json: { name: 'x' }, headers: { 'If-Match': '"1.1"' } });
    expect(stale.status).toBe(412);
  });

  test('is refused once the key has ended', async () => {
    const { id } = await newKey();
    await owner.delete(`${keys}${id}/`);
    expect((await owner.patch(`${keys}${id}/`, { json: { name: 'x' } })).body.code).toBe('conflict');
    expect((await owner.post(`${keys}${id}/rotate/`)).body.code).toBe('conflict');
    expect((await owner.delete(`${keys}${id}/`)).status).toBe(204);
  });

  test('needs the permission', async () => {
    const auditor = await newStaff('auditor');
    const { id } = await newKey();
    expect((await auditor.get(`${keys}${id}/`)).status).toBe(200);
    expect((await auditor.patch(`${keys}${id}/`, { json: { name: 'x' } })).body.required_permission).toBe('keys:write');
  });
});

describe('A rotation', () => {
  test('gives the new key all but the secret, and ends the old one after the overlap', async () => {
    const expires_at = new Date(Date.now() + 7_200_000).toISOString();
    const { id, key } = await newKey({ expires_at, rate_per_minute: 9, allowed_networks: ['127.0.0.0/8', '::1'] });
    const { status, body: next } = await owner.post(`${keys}${id}/rotate/`, { json: { overlap_seconds: 3600 } });
    expect(status).toBe(201);
    expect(next).toMatchObject({
      ...{ name: 'ERP', permissions: ['proofs:read'], rate_per_minute: 9, expires_at },
      allowed_networks: ['127.0.0.0/8', '::1/128'],
    });
    for (const live of [key, next.key]) expect((await clientOf(live).get(proofs)).status).toBe(200);
    const old = (await owner.get(`${keys}${id}/`)).body;
    expect(Date.parse(old.expires_at)).toBeLessThan(Date.parse(expires_at) - 3_000_000);
    expect((await eventsOf(id)).map(({ action }) => action)).toEqual(['key.created', 'key.rotated']);
  });

  test('without an overlap revokes the old key at once, and never prolongs it', async () => {
    const { id, key } = await newKey();
    const { body: next } = await owner.post(`${keys}${id}/rotate/`);
    expect((await clientOf(key).get(proofs)).body.code).toBe('key_revoked');
    expect((await clientOf(next.key).get(proofs)).status).toBe(200);

    const soon = new Date(Date.now() + 60_000).toISOString();
    const ending = await newKey({ expires_at: soon });
    await owner.post(`${keys}${ending.id}/rotate/`, { json: { overlap_seconds: 604_800 } });
    expect((await owner.get(`${keys}${ending.id}/`)).body.expires_at).toBe(soon);
  });

  test('is refused to staff who lack a permission of the key', async () => {
    const { id } = await newKey({ permissions: ['customers:read'] });
    const developer = await newStaff('developer');
    const answer = await developer.post(`${keys}${id}/rotate/`);
    expect(answer).toMatchObject({ status: 403, body: { required_permission: 'customers:read' } });
  });
});

test('The pages of the list show every key once, newest first', async () => {
  const tenant = await api.newTenant();
  const staff = await newStaff('owner', tenant);
  const made = [];
  for (let i = 0; i < 5; i++) made.unshift((await newKey({ name: `Key ${i}` }, staff)).id);
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await staff.get(`${keys}?limit=2${cursor && `&cursor=${cursor}`}`);
    seen.push(...body.results.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor ?? '';
  } while (cursor);
  expect(seen).toEqual(made);
});

test('The activity of a customer shows what a key did, with its name', async () => {
  const customer = await api.newCustomer(tenantId);
  const proof = form({ field: 'proof_image', bytes: await png() }, address);
  const { body } = await customer.post('/api/customer/addresses/', { form: proof });
  const { key } = await newKey({ name: 'Courier', permissions: ['proofs:read', 'proofs:decide'] });
  expect((await clientOf(key).post(`${proofs}${body.id}/approve/`)).status).toBe(200);
  const [approved, created] = (await customer.get('/api/customer/activity/')).body.results;
  expect(approved).toMatchObject({ action: 'address.proof_approved', by: 'key', key_name: 'Courier', device: null });
  expect(created).toMatchObject({ by: 'self', key_name: null });
});
