import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { type Client, createClient, password, type Send, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { useApi } from './harness.ts';
import { inputOf, procedures, refused, transports } from './procedure-cases.ts';
import { lockRow } from './row-lock.ts';

const api = useApi();
const list = '/api/customer/addresses/';
const profile = '/api/customer/profile/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
const daySeconds = 24 * 60 * 60;

const withKey = (key: string, send: Send): Send => ({ ...send, headers: { ...send.headers, 'Idempotency-Key': key } });
const isReplayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed') === 'true';
const newCustomer = async () => api.newCustomer(await api.newTenant());
const newStaff = async (tenantId: string): Promise<SignedInClient> => {
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, 'support');
  return staff;
};

/** Signs the customer in again, because the clock has moved past the expiry of the token. */
const signInAgain = async ({ tenantId, email }: SignedInClient): Promise<SignedInClient> => {
  const client = createClient(api.url, { tenantId });
  return client.signedIn((await client.post('/api/auth/login/', { json: { email, password } })).body);
};

const eventsOf = async ({ userId }: SignedInClient): Promise<string[]> => {
  const rows = await api.sql<{ action: string }>('SELECT action FROM audit_events WHERE user_id = $1 ORDER BY id', [
    userId,
  ]);
  return rows.map(({ action }) => action).filter((action) => !/^session|registered/.test(action));
};
const keysOf = ({ userId }: { userId: string }) =>
  api.sql<{ key: string; response: string }>(
    'SELECT key, response::text AS response FROM idempotency_keys WHERE user_id = $1',
    [userId],
  );

const writes = procedures.filter(({ contract }) => contract.idempotent);

test('Every write of customers, the profile and addresses accepts a key, and no other operation does', () => {
  const paths =
    /^\/customers\/(by-external-id\/{external_id}\/|{customer_id}\/((un)?block\/|sign-out\/|invite\/)?)?$|^\/customer(s\/{customer_id})?\/(profile|addresses)\//;
  const acceptsKey = ({ contract: { rest } }: (typeof procedures)[number]) =>
    rest.method !== 'GET' && paths.test(rest.path);
  expect(writes.map(({ name }) => name)).toEqual(procedures.filter(acceptsKey).map(({ name }) => name));
});

// An invitation has tests of its own, because the owner of these rows cannot be invited.
const accepted = writes.filter(({ name }) => !(name in refused));

describe.each(Object.entries(transports))('Over %s', (_transport, call) => {
  test.each(accepted.map((procedure) => ({ ...procedure, toString: () => procedure.name })))(
    '$name with a repeated key is made once and gets the same answer',
    async (procedure) => {
      const customer = await newCustomer();
      await api.sql('UPDATE users SET external_id = id::text WHERE id = $1', [customer.userId]);
      const { body } = await customer.post(list, { json: address });
      const deleted = await customer.post(list, { json: { ...address, line1: 'Deleted Street 1' } });
      await customer.delete(`${list}${deleted.body.id}/`);
      const ids = { addressId: body.id, deletedAddressId: deleted.body.id };
      const owner = {
        customer,
        ...ids,
        otherSessionId: '',
        otherRefreshToken: '',
        apiKeyId: '',
        exportId: '',
        importId: '',
        webhookId: '',
        deliveryId: '',
      };
      const input = inputOf(procedure, owner);
      const caller = procedure.contract.access === 'customer' ? customer : await newStaff(customer.tenantId);
      const send = () => call(caller, procedure, input, { 'Idempotency-Key': 'a key' });
      const first = await send();
      expect(first.status).toBeLessThan(300);
      expect(isReplayed(first)).toBe(false);
      const events = await eventsOf(customer);
      const second = await send();
      expect(isReplayed(second)).toBe(true);
      expect([second.status, second.body]).toEqual([first.status, first.body]);
      for (const name of ['etag', 'location']) expect(second.headers.get(name)).toBe(first.headers.get(name));
      expect(await eventsOf(customer)).toEqual(events);
    },
  );
});

describe('The same request', () => {
  test('gets an answer with fresh links, which are not stored', async () => {
    const customer = await newCustomer();
    const picture = form({ field: 'profile_picture', bytes: await png() });
    const first = await customer.patch(profile, withKey('k', { form: picture }));
    for (const { response } of await keysOf(customer)) expect(response).not.toMatch(/signature|expires|media/);
    api.advance(20 * 60);
    const later = await signInAgain(customer);
    const second = await later.patch(profile, withKey('k', { form: picture }));
    expect(isReplayed(second)).toBe(true);
    expect(second.body.profile_picture).not.toBe(first.body.profile_picture);
    expect({ ...second.body, profile_picture: '' }).toEqual({ ...first.body, profile_picture: '' });
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));
    api.advance(12 * 60);
    const read = async (link: string) => (await fetch(api.url + link)).status;
    expect([await read(first.body.profile_picture), await read(second.body.profile_picture)]).toEqual([404, 200]);
  });

  test('that is sent concurrently is made once, and leaves one image', async () => {
    const customer = await newCustomer();
    const files = (await api.files()).length;
    const bytes = await png();
    const send = () => customer.post(list, withKey('k', { form: form({ field: 'proof_image', bytes }, address) }));
    const answers = await Promise.all(Array.from({ length: 6 }, send));
    expect(answers.map(({ status }) => status)).toEqual(Array(6).fill(201));
    expect(answers.filter(isReplayed)).toHaveLength(5);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await customer.get(list)).body.results).toHaveLength(1);
    expect(await eventsOf(customer)).toEqual(['address.created', 'address.proof_submitted']);
    expect((await api.files()).length).toBe(files + 3);
    expect((await customer.get(answers[0]?.body.proof_image)).status).toBe(200);
  });
});

describe('Another request with a used key is refused for', () => {
  test('another file or none, and leaves no file', async () => {
    const customer = await newCustomer();
    const send = async (bytes: Buffer | null) =>
      customer.patch(
        profile,
        withKey('k', { form: form(bytes && { field: 'profile_picture', bytes }, { full_name: 'Ada' }) }),
      );
    const [one, two] = [await png(30, 20), await png(20, 30)];
    expect((await send(one)).status).toBe(200);
    const files = await api.files();
    expect([(await send(two)).status, (await send(null)).status]).toEqual([422, 422]);
    expect(isReplayed(await send(one))).toBe(true);
    expect(await api.files()).toEqual(files);
  });
});

describe('A key', () => {
  test('may have 255 characters, and may be sent once', async () => {
    const customer = await newCustomer();
    const send = (keys: string[]) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          Authorization: `Bearer ${customer.accessToken}`,
          'X-Tenant-ID': customer.tenantId,
          'Content-Type': 'application/json',
          'Idempotency-Key': keys,
        };
        request(api.url + profile, { method: 'PATCH', headers }, (res) => {
          res.resume().once('end', () => resolve(res.statusCode));
        })
          .once('error', reject)
          .end('{}');
      });
    expect(await send([`${'~ '.repeat(127)}!`])).toBe(200);
    expect(await send(['one', 'one'])).toBe(400);
  });

  test('is valid for 24 hours, and is then deleted', async () => {
    const customer = await newCustomer();
    const first = await customer.post(list, withKey('k', { json: address }));
    api.advance(daySeconds - 60);
    const later = await signInAgain(customer);
    expect(isReplayed(await later.post(list, withKey('k', { json: address })))).toBe(true);
    api.advance(61);
    const second = await later.post(list, withKey('k', { json: { ...address, city: 'Bonn' } }));
    expect([second.status, isReplayed(second)]).toEqual([201, false]);
    expect(second.body.id).not.toBe(first.body.id);
    await later.patch(profile, withKey('other', { json: {} }));
    await api.sql("UPDATE idempotency_keys SET expires_at = now() WHERE user_id = $1 AND key = 'k'", [customer.userId]);
    await runMaintenance({ ...api.dependencies, now: () => new Date() });
    expect((await keysOf(customer)).map(({ key }) => key)).toEqual(['other']);
  });

  test('is deleted with the account', async () => {
    const customer = await newCustomer();
    await customer.patch(profile, withKey('k', { json: { full_name: 'Ada' } }));
    expect(await keysOf(customer)).toHaveLength(1);
    await api.sql('DELETE FROM users WHERE id = $1', [customer.userId]);
    expect(await keysOf(customer)).toHaveLength(0);
  });
});

describe('While another write of the customer is blocked', () => {
  test('a request with a key gets `idempotency_in_progress`, and leaves no file', async () => {
    const customer = await newCustomer();
    const files = await api.files();
    const row = await lockRow('users', customer.userId);
    const upload = form({ field: 'profile_picture', bytes: await png() });
    const key = randomUUID();
    const refused = await customer.patch(profile, withKey(key, { form: upload }));
    expect([refused.status, refused.body.code]).toEqual([409, 'idempotency_in_progress']);
    expect(await api.files()).toEqual(files);
    await row.release();
    expect(isReplayed(await customer.patch(profile, withKey(key, { form: upload })))).toBe(false);
  });

  test('a retry that waits gets the first answer', async () => {
    const customer = await newCustomer();
    const row = await lockRow('users', customer.userId);
    const send = () => customer.patch(profile, withKey('k', { json: { full_name: 'Ada' } }));
    const both = [send(), send()];
    await row.hasWaiters();
    await row.release();
    const answers = await Promise.all(both);
    expect(answers.map(({ body }) => body.version)).toEqual([2, 2]);
    expect(answers.filter(isReplayed)).toHaveLength(1);
  });
});

describe('A write that names no customer', () => {
  const customers = '/api/customers/';
  const newEmail = () => `retries-${randomUUID()}@example.com`;
  const create = (system: Client, email: string, key = 'k') =>
    system.post(customers, withKey(key, { json: { email } }));
  const upsert = (system: Client, externalId: string, email: string, key = 'k') =>
    system.put(`${customers}by-external-id/${externalId}/`, withKey(key, { json: { email } }));
  const newSystem = async (tenantId?: string): Promise<Client> => {
    const owner = await api.newCustomer(tenantId ?? (await api.newTenant()));
    await api.setRole(owner.tenantId, owner.email, 'owner');
    const json = { name: 'ERP', permissions: ['customers:read', 'customers:write'] };
    const { key } = (await owner.post('/api/tenant/keys/', { json })).body;
    return createClient(api.url, { tenantId: owner.tenantId, accessToken: key });
  };
  const customersOf = async (system: Client) => (await system.get(customers)).body.results;

  test('creates one customer, also when a second attempt arrives during the first', async () => {
    const system = await newSystem();
    const email = newEmail();
    const other = (await create(system, newEmail(), 'other')).body;
    const row = await lockRow('users', other.id);
    const moveTo = (address: string) =>
      row.sql('UPDATE users SET email = $1, email_key = $1 WHERE id = $2', [address, other.id]);
    // The e-mail may be taken by the end of this transaction, so the insert waits for it.
    await moveTo(email);
    const attempts = [create(system, email), create(system, email)];
    await row.hasWaiters(2);
    await moveTo(other.email);
    await row.release();
    const answers = await Promise.all(attempts);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    expect(answers.filter(isReplayed)).toHaveLength(1);
    expect(await customersOf(system)).toEqual([answers[0]?.body, other]);
  });

  test('changes a customer once, and then gets the first answer after other changes', async () => {
    const system = await newSystem();
    const email = newEmail();
    const created = await upsert(system, '1001', email, 'first');
    const replaced = await upsert(system, '1001', email, 'second');
    expect([created.status, replaced.status, replaced.body.version]).toEqual([201, 200, 2]);
    const [again, later] = [
      await upsert(system, '1001', email, 'first'),
      await upsert(system, '1001', email, 'second'),
    ];
    expect([again, later].map(({ status, body }) => [status, body.version])).toEqual([
      [201, 1],
      [200, 2],
    ]);
    expect([again, later].map(isReplayed)).toEqual([true, true]);
    expect(await customersOf(system)).toMatchObject([{ version: 2 }]);
  });

  test('succeeds beside others with the same external id and keys of their own', async () => {
    const system = await newSystem();
    const email = newEmail();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, index) => upsert(system, '1001', email, `${index}`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(5).fill(200), 201]);
    expect(await customersOf(system)).toMatchObject([{ version: 6 }]);
  });

  test('answers that an e-mail is taken, also when another request took it meanwhile', async () => {
    const system = await newSystem();
    const [email, taken] = [newEmail(), newEmail()];
    const other = (await create(system, newEmail(), 'other')).body;
    await upsert(system, '1001', email, 'first');
    const row = await lockRow('users', other.id);
    await row.sql('UPDATE users SET email = $1, email_key = $1 WHERE id = $2', [taken, other.id]);
    const refused = upsert(system, '1001', taken, 'second');
    await row.hasWaiters();
    await row.release();
    expect(await refused).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  });

  test('may be made again after it was refused', async () => {
    const system = await newSystem();
    const email = newEmail();
    const other = (await create(system, email, 'other')).body;
    expect(await upsert(system, '1001', email)).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    await system.patch(`${customers}${other.id}/`, { json: { email: newEmail() } });
    const made = await upsert(system, '1001', email);
    expect([made.status, isReplayed(made)]).toEqual([201, false]);
  });

  test('with the key of another write is refused, but not with that of another actor or of a customer', async () => {
    const tenantId = await api.newTenant();
    const [system, colleague] = [await newSystem(tenantId), await newStaff(tenantId)];
    const { body } = await create(system, newEmail());
    const reused = await create(system, newEmail());
    expect([reused.status, reused.body.code]).toEqual([422, 'idempotency_key_reused']);
    const onBehalf = await system.patch(`${customers}${body.id}/`, withKey('k', { json: { full_name: 'Ada' } }));
    const ofColleague = await create(colleague, newEmail());
    expect([onBehalf, ofColleague].map(({ status }) => status)).toEqual([200, 201]);
    expect([onBehalf, ofColleague].filter(isReplayed)).toEqual([]);
  });

  test('has a key that is deleted with the customer', async () => {
    const system = await newSystem();
    const { body } = await create(system, newEmail());
    expect(await keysOf({ userId: body.id })).toMatchObject([{ key: 'k' }]);
    await api.sql('DELETE FROM users WHERE id = $1', [body.id]);
    expect(await keysOf({ userId: body.id })).toEqual([]);
  });

  test('gets `idempotency_in_progress` while the first attempt is blocked', async () => {
    const system = await newSystem();
    const email = newEmail();
    const { id } = (await upsert(system, '1001', email, 'first')).body;
    const row = await lockRow('users', id);
    const attempt = () => upsert(system, '1001', email, 'second');
    const first = attempt();
    await row.hasWaiters();
    const refused = await Promise.all([first, attempt()]);
    expect(refused.map(({ body }) => body.code)).toEqual(Array(2).fill('idempotency_in_progress'));
    await row.release();
    expect((await attempt()).body).toMatchObject({ version: 2 });
  });
});

test('An invitation with a repeated key is mailed once', async () => {
  const staff = await newStaff(await api.newTenant());
  const { body } = await staff.post('/api/customers/', { json: { email: `retries-${randomUUID()}@example.com` } });
  const invite = () => staff.post(`/api/customers/${body.id}/invite/`, withKey('k', {}));
  const [first, second] = [await invite(), await invite()];
  expect([first.status, second.status, isReplayed(second)]).toEqual([202, 202, true]);
  expect(await api.sql("SELECT FROM mailed_tokens WHERE user_id = $1 AND kind = 'invite'", [body.id])).toHaveLength(1);
});

test('A key of one actor is none of another, also for the same customer and the same text', async () => {
  const customer = await newCustomer();
  const staff = [await newStaff(customer.tenantId), await newStaff(customer.tenantId)];
  const onBehalf = `/api/customers/${customer.userId}/profile/`;
  const rename = (caller: SignedInClient, path: string, full_name: string) =>
    caller.patch(path, withKey('k', { json: { full_name } }));
  const answers = [
    await rename(customer, profile, 'Ada'),
    ...(await Promise.all(staff.map((caller, index) => rename(caller, onBehalf, `Staff ${index}`)))),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answers.filter(isReplayed)).toEqual([]);
  expect((await keysOf(customer)).map(({ key }) => key)).toEqual(['k', 'k', 'k']);
  const repeated = await rename(customer, profile, 'Ada');
  expect([isReplayed(repeated), repeated.body]).toEqual([true, answers[0]?.body]);
});
