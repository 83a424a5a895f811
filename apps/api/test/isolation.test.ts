import { permissionOf } from '@doorstep/contracts/contract';
import { allPermissions, type Permission } from '@doorstep/contracts/permissions';
import { type Answer, type Client, createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';
import { distinguishableParts, registerOwner, secretsOf, unknownId } from './isolation-owner.ts';
import {
  inputOf,
  namesWithInput,
  needMail,
  type Owner,
  type Procedure,
  procedures,
  refused,
  transports,
} from './procedure-cases.ts';

const api = useApi();

let tenantId: string;
let foreignTenantId: string;
let owner: Owner;
let stranger: SignedInClient;
let foreigner: SignedInClient;
let staff: SignedInClient;
let foreignStaff: SignedInClient;

beforeAll(async () => {
  // Each transport registers its own customers from one client address.
  const settings = { 'limits.registrations_per_address': '1000' };
  tenantId = await api.newTenant(settings);
  foreignTenantId = await api.newTenant(settings);
  stranger = await api.newCustomer(tenantId);
  foreigner = await api.newCustomer(foreignTenantId);
  staff = await api.newCustomer(tenantId);
  foreignStaff = await api.newCustomer(foreignTenantId);
  await api.sql("UPDATE users SET role = 'owner' WHERE id = ANY($1)", [[staff.userId, foreignStaff.userId]]);
  owner = await newOwner();
});

const newOwner = async (): Promise<Owner> =>
  registerOwner(api, tenantId, (await newKey(staff, { permissions: ['keys:read'] })).id);

const newKey = async (by: SignedInClient, input: object): Promise<{ id: string; key: string }> =>
  (await by.post('/api/tenant/keys/', { json: { name: 'Key', rate_per_minute: 100_000, ...input } })).body;

const refusedKeys = new Map<Permission, Promise<Record<string, { key: string }>>>();

/** Keys that an operation with this permission refuses, by the code of the refusal. Made once: they are many. */
const refusedKeysOf = (permission: Permission): Promise<Record<string, { key: string }>> => {
  const known = refusedKeys.get(permission) ?? newRefusedKeys(permission);
  refusedKeys.set(permission, known);
  return known;
};

const newRefusedKeys = async (permission: Permission): Promise<Record<string, { key: string }>> => {
  const permitted = { permissions: [permission] };
  const revoked = await newKey(staff, permitted);
  await staff.delete(`/api/tenant/keys/${revoked.id}/`);
  const expired = await newKey(staff, permitted);
  await api.sql('UPDATE api_keys SET expires_at = now() WHERE id = $1', [expired.id]);
  const { key } = await newKey(staff, permitted);
  return {
    key_revoked: revoked,
    key_expired: expired,
    key_invalid: { key: `${key.slice(0, -1)}_` },
    network_not_allowed: await newKey(staff, { ...permitted, allowed_networks: ['203.0.113.0/24'] }),
    tenant_mismatch: await newKey(foreignStaff, permitted),
    permission_denied: await newKey(staff, { permissions: allPermissions.filter((other) => other !== permission) }),
  };
};

const asKey = ({ key }: { key: string }): Client => createClient(api.url, { tenantId, accessToken: key });

const named = procedures.map((procedure) => ({ ...procedure, toString: () => procedure.name }));
const forCustomers = named.filter(({ contract }) => contract.access === 'customer');
const forStaff = named.filter(({ contract }) => permissionOf(contract) !== undefined);
const withToken = [...forCustomers, ...forStaff];
const forAnyone = named.filter(({ contract }) => contract.access === 'anyone');
const asking = named.filter(({ contract }) => contract.access !== 'anyone');
const forTenants = named.filter(({ contract }) => contract.access === 'tenant');
const isRead = ({ contract }: Procedure) => contract.rest.method === 'GET';
const namingRows = named.filter(({ contract }) => contract.rest.path.includes('{id}'));

test('Every procedure has a case in this suite', () => {
  const own = procedures.filter(({ name }) => !name.startsWith('customers.'));
  expect([...namesWithInput].sort()).toEqual(own.map(({ name }) => name).sort());
});

describe.each(Object.entries(transports))('Over %s', (_transport, call) => {
  test.each(withToken)('$name without a token, or with a forged or foreign one, is 401', async (procedure) => {
    const input = inputOf(procedure, owner);
    const anonymous = createClient(api.url, { tenantId });
    const statuses = [
      await call(anonymous, procedure, input),
      await call(anonymous, procedure, input, { Authorization: 'Bearer x.y.z' }),
      await call(anonymous, procedure, input, {
        Authorization: `Bearer ${owner.customer.accessToken.slice(0, -4)}AAAA`,
      }),
      await call(anonymous, procedure, input, { Authorization: 'Basic dXNlcjpwYXNz' }),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    for (const { headers } of statuses) expect(headers.get('www-authenticate')).toMatch(/^Bearer/);
  });

  test.each(withToken)(
    '$name with the header of another tenant is 403, whether or not that tenant exists',
    async (procedure) => {
      const input = inputOf(procedure, owner);
      const existing = await call(owner.customer, procedure, input, { 'X-Tenant-ID': foreignTenantId });
      const unknown = await call(owner.customer, procedure, input, { 'X-Tenant-ID': unknownId });
      expect(existing.status).toBe(403);
      expect(distinguishableParts(existing)).toEqual(distinguishableParts(unknown));
      expect(JSON.stringify(existing.body)).toContain('tenant_mismatch');
    },
  );

  test.each(forTenants)('$name for an unknown or an inactive tenant is 403, with one body', async (procedure) => {
    const inactive = await api.newTenant({ status: 'inactive' });
    const anonymous = createClient(api.url, { tenantId });
    const input = inputOf(procedure, owner);
    const unknown = await call(anonymous, procedure, input, { 'X-Tenant-ID': unknownId });
    expect(JSON.stringify(unknown.body)).toContain('tenant_unavailable');
    expect(distinguishableParts(await call(anonymous, procedure, input, { 'X-Tenant-ID': inactive }))).toEqual(
      distinguishableParts(unknown),
    );
    expect(
      distinguishableParts(await call(anonymous, procedure, { nonsense: 1 }, { 'X-Tenant-ID': inactive })).status,
    ).toBe(403);
  });

  test.each(asking)('$name without a valid tenant header is 400', async (procedure) => {
    const client = owner.customer;
    const input = inputOf(procedure, owner);
    const missing = await call(client, procedure, input, { 'X-Tenant-ID': '' });
    const wrong = await call(client, procedure, input, { 'X-Tenant-ID': 'shop' });
    const twice = await call(client, procedure, input, { 'X-Tenant-ID': `${tenantId}, ${tenantId}` });
    expect([missing, wrong, twice].map(({ body }) => body.code ?? body.error.data.code)).toEqual([
      'tenant_required',
      'tenant_invalid',
      'tenant_invalid',
    ]);
  });

  test.each(forAnyone)('$name has the same answer for any caller', async (procedure) => {
    const input = inputOf(procedure, owner);
    const mine = await call(owner.customer, procedure, input);
    const anonymous = createClient(api.url, { tenantId: '' });
    const foreign = { 'X-Tenant-ID': foreignTenantId, Authorization: 'Bearer x.y.z' };
    expect(distinguishableParts(await call(anonymous, procedure, input))).toEqual(distinguishableParts(mine));
    expect(distinguishableParts(await call(anonymous, procedure, input, foreign))).toEqual(distinguishableParts(mine));
  });

  test.each(namingRows)('$name of another customer’s row has the answer of an unknown row', async (procedure) => {
    const input = inputOf(procedure, owner);
    const intruders = permissionOf(procedure.contract) ? [foreignStaff] : [stranger, foreigner, staff];
    for (const intruder of intruders) {
      const foreign = await call(intruder, procedure, input);
      expect(foreign.status).toBe(404);
      expect(distinguishableParts(foreign)).toEqual(
        distinguishableParts(await call(intruder, procedure, { ...input, id: unknownId })),
      );
      expect(distinguishableParts(foreign)).toEqual(
        distinguishableParts(await call(intruder, procedure, { ...input, id: 'not-an-id' })),
      );
      // The row is checked before the body, so that an invalid body does not reveal whether the row exists.
      expect(
        distinguishableParts(await call(intruder, procedure, { ...input, country: 7, label: 7, reason: 7 })),
      ).toEqual(distinguishableParts(foreign));
    }
  });

  test.each(forCustomers.filter(({ contract }) => !contract.rest.path.includes('{id}')))(
    '$name neither shows nor changes rows of another customer',
    async (procedure) => {
      const before = await owner.customer.get('/api/customer/profile/');
      for (const tenant of [tenantId, foreignTenantId]) {
        // A write may end the session or the account of the caller.
        const shared = tenant === tenantId ? stranger : foreigner;
        const intruder = isRead(procedure) ? shared : await api.newCustomer(tenant);
        const answer = await call(intruder, procedure, inputOf(procedure, owner));
        const text = answer.bytes.toString();
        for (const secret of secretsOf(owner)) expect(text).not.toContain(secret);
      }
      expect(distinguishableParts(await owner.customer.get('/api/customer/profile/'))).toEqual(
        distinguishableParts(before),
      );
    },
  );

  test.each(forStaff)('$name by a customer is 403 for any input', async (procedure) => {
    const input = inputOf(procedure, owner);
    for (const customer of [owner.customer, stranger, foreigner]) {
      const answer = await call(customer, procedure, input);
      expect(answer.status).toBe(403);
      expect(JSON.stringify(answer.body)).toContain('permission_denied');
      const ids = ['id', 'customer_id'].filter((field) => field in input);
      const others = ids.flatMap((field) => [{ [field]: unknownId }, { [field]: 'not-an-id' }]);
      for (const more of [...others, { reason: 7, cursor: 'x', limit: 1000 }]) {
        expect(distinguishableParts(await call(customer, procedure, { ...input, ...more }))).toEqual(
          distinguishableParts(answer),
        );
      }
    }
  });

  test.each(forStaff)(
    '$name with a key is refused unless the key is live and has the permission',
    async (procedure) => {
      const input = inputOf(procedure, owner);
      const needed = permissionOf(procedure.contract);
      if (!needed) throw new Error('It is for staff');
      const keys = await refusedKeysOf(needed);
      for (const [code, key] of Object.entries(keys)) {
        const { body } = await call(asKey(key), procedure, input);
        expect(body.code ?? body.error?.data.code).toBe(code);
      }
    },
  );

  test.each(forStaff)('$name with a permitted key succeeds, unless it is for people alone', async (procedure) => {
    const target = isRead(procedure) ? owner : await newOwner();
    const client = asKey(await newKey(staff, { permissions: [permissionOf(procedure.contract)] }));
    const { status } = await call(client, procedure, inputOf(procedure, target));
    const { access, rest } = procedure.contract;
    if (typeof access === 'object' && access.onlyStaff) expect(status).toBe(403);
    else expect(status).toBe(refused[procedure.name] ?? (call === transports.tRPC ? 200 : rest.status));
  });

  test.each(forCustomers)('$name with a key is 401, because a key is no customer', async (procedure) => {
    const client = asKey(await newKey(staff, { permissions: allPermissions }));
    expect((await call(client, procedure, inputOf(procedure, owner))).status).toBe(401);
  });

  test('Staff see nothing of another tenant', async () => {
    const list = procedures.find(({ name }) => name === 'addressProof.list');
    if (!list) throw new Error('Renamed?');
    expect((await call(staff, list, {})).bytes.toString()).toContain(owner.addressId);
    expect((await call(foreignStaff, list, {})).bytes.toString()).not.toContain(owner.addressId);
  });

  test('A token of one tenant gives no access to another tenant', async () => {
    const anonymous = createClient(api.url, { tenantId: foreignTenantId });
    const refresh = procedures.find(({ name }) => name === 'account.refresh');
    const login = procedures.find(({ name }) => name === 'account.login');
    if (!refresh || !login) throw new Error('Renamed?');
    expect((await call(anonymous, refresh, { refresh_token: owner.customer.refreshToken })).status).toBe(401);
    expect((await call(anonymous, login, { email: owner.customer.email, password })).status).toBe(401);
  });

  test.each(named)('$name succeeds for its intended caller', async (procedure) => {
    const target = isRead(procedure) ? owner : await newOwner();
    const client = permissionOf(procedure.contract) ? staff : target.customer;
    const { status } = await call(client, procedure, inputOf(procedure, target));
    if (needMail.includes(procedure.name)) expect(status).toBe(401);
    else
      expect(status).toBe(refused[procedure.name] ?? (call === transports.tRPC ? 200 : procedure.contract.rest.status));
  });
});

test('An inactive tenant is refused everywhere, also with a live token', async () => {
  const closing = await api.newTenant();
  const customer = await api.newCustomer(closing);
  await api.setTenant(closing, 'status', 'inactive');
  const answer = await customer.get('/api/customer/profile/');
  expect(answer).toMatchObject({ status: 403, body: { code: 'tenant_unavailable' } });
});

test('400 interleaved requests of two tenants, some aborted or refused, never show a row of the other tenant', async () => {
  const people = await Promise.all(
    [tenantId, foreignTenantId].map(async (tenant) => {
      const customer = await api.newCustomer(tenant);
      const { body } = await customer.post('/api/customer/addresses/', {
        json: { recipient_name: `Only ${tenant}`, line1: '1', city: 'Berlin', postal_code: '10117', country: 'DE' },
      });
      return { customer, name: `Only ${tenant}`, id: body.id as string };
    }),
  );
  const wrong: string[] = [];
  let seen = 0;
  const one = async (i: number) => {
    const mine = people[i % 2];
    const other = people[(i + 1) % 2];
    if (!mine || !other) throw new Error('There are two');
    const { customer } = mine;
    if (i % 5 === 4) {
      const headers = { Authorization: `Bearer ${customer.accessToken}`, 'X-Tenant-ID': customer.tenantId };
      const aborted = fetch(`${api.url}/api/customer/addresses/`, {
        headers,
        signal: AbortSignal.timeout(1 + (i % 7)),
      });
      await aborted.then((response) => response.text()).catch(() => '');
      return;
    }
    const answers: (() => Promise<Answer>)[] = [
      () => customer.get('/api/customer/addresses/'),
      () => customer.get(`/api/customer/addresses/${other.id}/`),
      () =>
        customer.patch(`/api/customer/addresses/${mine.id}/`, {
          json: { label: `n${i}`, country: i % 3 ? 'DE' : 'ZZ' },
        }),
      () => customer.query('address.get', { id: mine.id }),
    ];
    const { bytes } = (await answers[i % 4]?.()) ?? { bytes: Buffer.alloc(0) };
    if (bytes.toString().includes(other.name)) wrong.push(`request ${i}`);
    if (bytes.toString().includes(mine.name)) seen += 1;
  };
  await Promise.all(Array.from({ length: 400 }, (_, i) => one(i)));
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(150);
});
