import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { confirmEmail, mailsOf } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { dayMs } from '../src/config/durations.ts';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { sealAudit, verifyAudit } from '../src/operator/audit-admin.ts';
import { useApi } from './harness.ts';

// On its own database, because maintenance covers all tenants, and another server's outbox may send the mails.
const api = useApi({}, { ownDatabase: true });
const path = '/api/customer/account/erasure/';

let people = 0;

/** Makes a customer with data in every table, all of which contains the same word. */
const newPerson = async (tenantId: string) => {
  const word = `zyx${++people}person`;
  const customer = await api.newCustomer(tenantId, `${word}@example.com`);
  const texts = { recipient_name: word, line1: word, city: 'Berlin', postal_code: '10117', country: 'DE' };
  const proof = async () => form({ field: 'proof_image', bytes: await png() }, texts);
  const picture = form({ field: 'profile_picture', bytes: await png() }, { full_name: word });
  await customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes: await png() }) });
  const { body: profile } = await customer.patch('/api/customer/profile/', { form: picture });
  const headers = { 'Idempotency-Key': word };
  const stored = await customer.post('/api/customer/addresses/', { form: await proof(), headers });
  expect(stored.status, JSON.stringify(stored.body)).toBe(201);
  const { body: deleted } = await customer.post('/api/customer/addresses/', { form: await proof() });
  await customer.delete(`/api/customer/addresses/${deleted.id}/`);
  const anonymous = createClient(api.url, { tenantId });
  await anonymous.post('/api/auth/password-reset/', { json: { email: customer.email } });
  await api.dependencies.background.settled();
  return { word, customer, picture: profile.profile_picture as string };
};

const requestErasure = (customer: SignedInClient, given = password) =>
  customer.post(path, { json: { password: given } });

const signIn = async ({ tenantId, email }: SignedInClient): Promise<SignedInClient> => {
  const client = createClient(api.url, { tenantId });
  const { status, body } = await client.post('/api/auth/login/', { json: { email, password } });
  expect(status).toBe(200);
  return client.signedIn(body);
};

/** Moves the date of an erasure to the past and runs maintenance. */
const erase = async (...customers: SignedInClient[]): Promise<void> => {
  for (const { userId } of customers) {
    await api.sql("UPDATE users SET erase_at = now() - interval '1 second' WHERE id = $1", [userId]);
  }
  await runMaintenance(api.dependencies);
};

const eraseAtOf = async ({ userId }: SignedInClient): Promise<Date | null | undefined> =>
  (await api.sql<{ erase_at: Date | null }>('SELECT erase_at FROM users WHERE id = $1', [userId]))[0]?.erase_at;

/** Counts the rows that contain a text, by table. */
const countRowsWith = async (text: string): Promise<Record<string, number>> => {
  const tables = await api.sql<{ name: string }>(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace ORDER BY 1",
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const [{ count } = { count: 0 }] = await api.sql<{ count: number }>(
      `SELECT count(*)::int FROM ${name} t WHERE position($1 in t::text) > 0`,
      [text],
    );
    if (count > 0) found[name] = count;
  }
  return found;
};

describe('A request for erasure', () => {
  test('takes the password, ends every session and sends a mail with the date', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const other = await signIn(customer);
    await confirmEmail(api, customer);
    const asked = await requestErasure(customer);
    expect(asked.status).toBe(202);
    expect(asked.headers.get('cache-control')).toBe('no-store');
    const days = (Date.parse(asked.body.erase_at) - Date.now()) / dayMs;
    expect(days).toBeCloseTo(14, 1);
    for (const session of [customer, other]) {
      expect((await session.get('/api/customer/profile/')).body.code).toBe('token_invalid');
    }
    const refresh = { json: { refresh_token: other.refreshToken } };
    expect((await other.post('/api/auth/refresh/', refresh)).body.code).toBe('token_invalid');
    const mail = (await mailsOf(api, customer.email)).find((text) => text.includes('will be erased')) ?? '';
    expect(mail).toContain(asked.body.erase_at);
    expect(mail).toContain('Signing in alone does not cancel the erasure.');
  });

  test('fails with a wrong password, and attempts are limited', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.failed_sign_ins_per_account': '2' }));
    for (let i = 0; i < 2; i++) {
      const { status, body } = await requestErasure(customer, 'not this one');
      expect([status, body.errors]).toEqual([
        400,
        [expect.objectContaining({ field: 'password', code: 'password_wrong' })],
      ]);
    }
    const limited = await requestErasure(customer);
    expect([limited.status, limited.body.code]).toEqual([429, 'rate_limited']);
    expect(await eraseAtOf(customer)).toBeNull();
    expect((await customer.get('/api/customer/profile/')).status).toBe(200);
  });

  test('takes effect after the delay of the tenant', async () => {
    const tenantId = await api.newTenant({ erasure_days: '3' });
    const { body } = await requestErasure(await api.newCustomer(tenantId));
    expect((Date.parse(body.erase_at) - Date.now()) / dayMs).toBeCloseTo(3, 1);
    for (const wrong of ['91', '-1', '1.5', 'soon', '']) {
      await expect(api.setTenant(tenantId, 'erasure_days', wrong), wrong).rejects.toThrow('erasure_days');
    }
    await api.setTenant(tenantId, 'erasure_days', '0');
    const customer = await api.newCustomer(tenantId);
    await confirmEmail(api, customer);
    await requestErasure(customer);
    expect((await eraseAtOf(customer))?.getTime()).toBeLessThanOrEqual(Date.now());
    const mail = (await mailsOf(api, customer.email)).find((text) => text.includes('will be erased')) ?? '';
    expect(mail).toContain('signed out on all devices');
    expect(mail).not.toContain('To keep your account');
  });

  test('that is repeated does not change the date', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const first = await requestErasure(customer);
    await api.setTenant(tenantId, 'erasure_days', '90');
    const again = await signIn(customer);
    const second = await requestErasure(again);
    expect(second.body).toEqual(first.body);
    expect((await again.get('/api/customer/profile/')).status).toBe(401);
  });
});

describe('Before the erasure', () => {
  test('a sign-in shows the date, unless the erasure was cancelled', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body } = await requestErasure(customer);
    const json = { email: customer.email, password };
    const { user } = (await customer.post('/api/auth/login/', { json })).body;
    expect(user.erase_at).toBe(body.erase_at);
    await (await signIn(customer)).delete('/api/customer/account/erasure/');
    expect((await customer.post('/api/auth/login/', { json })).body.user.erase_at).toBeNull();
  });

  test('the account works as before, and its use does not cancel the erasure', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body } = await requestErasure(customer);
    const back = await signIn(customer);
    expect((await back.patch('/api/customer/profile/', { json: { full_name: 'Still here' } })).status).toBe(200);
    const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
    expect((await back.post('/api/customer/addresses/', { json: address })).status).toBe(201);
    expect((await back.post('/api/customer/export/')).status).toBe(200);
    const change = { current_password: password, new_password: 'a fresh long secret' };
    expect((await back.post('/api/auth/password/', { json: change })).status).toBe(204);
    await runMaintenance(api.dependencies);
    expect((await eraseAtOf(customer))?.toISOString()).toBe(body.erase_at);
  });

  test('the customer sees the date, and sees a cancellation', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const seen = async (by: SignedInClient) => [
      (await by.get(path)).body,
      (await by.query('privacy.getErasure')).body.result.data,
    ];
    expect(await seen(customer)).toEqual([{ erase_at: null }, { erase_at: null }]);
    const { body: asked } = await requestErasure(customer);
    expect((await customer.get(path)).status).toBe(401);
    const back = await signIn(customer);
    expect(await seen(back)).toEqual([asked, asked]);
    await back.delete(path);
    expect(await seen(back)).toEqual([{ erase_at: null }, { erase_at: null }]);
  });

  test('the customer cancels it once after a sign-in, and gets a mail', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await confirmEmail(api, customer);
    await requestErasure(customer);
    expect((await customer.delete(path)).status).toBe(401);
    const back = await signIn(customer);
    expect((await back.delete(path)).status).toBe(204);
    expect((await back.delete(path)).body.code).toBe('not_found');
    expect(await eraseAtOf(customer)).toBeNull();
    expect((await mailsOf(api, customer.email)).at(-1)).toContain('was cancelled');
    await runMaintenance(api.dependencies);
    expect((await back.get('/api/customer/profile/')).status).toBe(200);
  });

  test('the customer can still cancel it after the date until maintenance runs', async () => {
    const customer = await api.newCustomer(await api.newTenant({ erasure_days: '0' }));
    await requestErasure(customer);
    expect((await (await signIn(customer)).delete(path)).status).toBe(204);
    await runMaintenance(api.dependencies);
    expect((await signIn(customer)).userId).toBe(customer.userId);
  });
});

describe('The erasure', () => {
  test('removes the person from every table and every image, and nothing of another customer', async () => {
    const tenantId = await api.newTenant();
    const person = await newPerson(tenantId);
    const neighbour = await newPerson(tenantId);
    await requestErasure(person.customer);
    const back = await signIn(person.customer);
    const before = await countRowsWith(person.word);
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['addresses', 'audit_values', 'idempotency_keys', 'mails', 'users']),
    );
    const stored = { files: await filesOf(neighbour.customer), rows: await countRowsWith(neighbour.customer.userId) };
    // The replaced picture is in its grace period.
    expect((await filesOf(person.customer)).length).toBe(12);

    await erase(person.customer);

    expect(await countRowsWith(person.word)).toEqual({});
    const { audit_events, ...others } = await countRowsWith(person.customer.userId);
    expect(audit_events).toBeGreaterThan(8);
    expect(others).toEqual({ erasure_receipts: 1 });
    expect(await filesOf(person.customer)).toEqual([]);
    expect((await readdir(join(api.dataDir, 'media'), { recursive: true })).join('\n')).not.toContain(
      person.customer.userId,
    );
    expect({ files: await filesOf(neighbour.customer), rows: await countRowsWith(neighbour.customer.userId) }).toEqual(
      stored,
    );
    expect((await neighbour.customer.get(neighbour.picture)).status).toBe(200);
    expect((await createClient(api.url, { tenantId }).get(person.picture)).status).toBe(404);
    expect((await back.get('/api/customer/profile/')).body.code).toBe('token_invalid');
    const login = { json: { email: person.customer.email, password } };
    expect((await back.post('/api/auth/login/', login)).body.code).toBe('invalid_credentials');
    expect((await api.newCustomer(tenantId, person.customer.email)).userId).not.toBe(person.customer.userId);
  });

  test('leaves the events of the trail and a receipt, both without personal data', async () => {
    const tenantId = await api.newTenant();
    const { customer, word } = await newPerson(tenantId);
    const eventsOf = () =>
      api.sql<{ id: string; values_hash: Buffer }>(
        "SELECT * FROM audit_events WHERE tenant_id = $1 AND action NOT LIKE 'tenant.%' ORDER BY id",
        [tenantId],
      );
    await requestErasure(customer);
    const before = await eventsOf();
    const operator = api.dependencies.database.operator({ requestId: 'test', address: '', agent: '' });
    const seals = await sealAudit(api.dependencies.database, operator);
    await erase(customer);
    const after = await eventsOf();
    await sealAudit(api.dependencies.database, operator);
    expect(await verifyAudit(operator, { seals, tenantId })).toEqual([expect.stringContaining('as they were sealed')]);
    expect(after.slice(0, -1)).toEqual(before);
    const erased = { action: 'user.erased', actor: 'operator', entity_id: customer.userId, user_id: null };
    expect(after.at(-1)).toMatchObject(erased);
    const values = await api.sql(
      `SELECT v.user_id, v.address, v.agent, v.before, v.after FROM audit_values v JOIN audit_events e ON e.id = v.event_id
        WHERE e.tenant_id = $1 AND e.action NOT LIKE 'tenant.%'`,
      [tenantId],
    );
    expect(values).toEqual([{ user_id: null, address: '', agent: '', before: null, after: null }]);
    const [receipt, ...more] = await api.sql('SELECT * FROM erasure_receipts WHERE tenant_id = $1', [tenantId]);
    expect(more).toEqual([]);
    expect(receipt).toMatchObject({
      user_id: customer.userId,
      requested_at: expect.any(Date),
      erased_at: expect.any(Date),
      counts: {
        addresses: 2,
        sessions: 1,
        refresh_tokens: 1,
        mailed_tokens: 2,
        mails: 2,
        idempotency_keys: 1,
        audit_values: before.length,
      },
    });
    expect(JSON.stringify([receipt, ...after])).not.toContain(word);
  });

  test('covers all due accounts, even if one of them cannot be erased', async () => {
    const tenantId = await api.newTenant();
    const [stuck, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    for (const customer of [stuck, other]) await requestErasure(customer);
    // A table of this test refers to the customer and makes the erasure fail.
    await api.sql('CREATE TABLE holds (tenant_id uuid, member uuid, FOREIGN KEY (tenant_id, member) REFERENCES users)');
    await api.sql('INSERT INTO holds VALUES ($1, $2)', [tenantId, stuck.userId]);
    try {
      await erase(stuck, other);
      expect(await eraseAtOf(other)).toBeUndefined();
      expect(await eraseAtOf(stuck)).toBeInstanceOf(Date);
      expect((await countRowsWith(stuck.userId)).audit_values).toBeGreaterThan(0);
    } finally {
      await api.sql('DROP TABLE holds');
    }
    await runMaintenance(api.dependencies);
    expect(await eraseAtOf(stuck)).toBeUndefined();
  });
});

const filesOf = async ({ userId }: SignedInClient): Promise<string[]> =>
  (await api.files()).filter((file) => file.includes(userId)).sort();
