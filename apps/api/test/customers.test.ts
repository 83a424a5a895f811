import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { confirmEmail, mailedToken, mailsOf } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';

// On its own database, because maintenance covers all tenants, and another server's outbox may send the mails.
const api = useApi({}, { ownDatabase: true });

const customers = '/api/customers/';
const newPassword = 'a fresh long secret';

let count = 0;
const freshEmail = () => `customer${process.pid}-${++count}@example.com`;

const newShop = async (settings: Record<string, string> = {}) => {
  const tenantId = await api.newTenant({ web_url: 'https://shop.example.com', ...settings });
  const staff = await api.newCustomer(tenantId, freshEmail());
  await api.setRole(tenantId, staff.email, 'support');
  return { tenantId, staff };
};

const create = async (staff: SignedInClient, fields: Record<string, unknown> = {}) => {
  const answer = await staff.post(customers, { json: { email: freshEmail(), ...fields } });
  expect(answer.status).toBe(201);
  return answer.body;
};

const anonymous = (tenantId: string) => createClient(api.url, { tenantId });
const signIn = (tenantId: string, email: string, given: string) =>
  anonymous(tenantId).post('/api/auth/login/', { json: { email, password: given } });
const accept = (tenantId: string, token: string, given = newPassword) =>
  anonymous(tenantId).post('/api/auth/accept-invitation/', { json: { token, new_password: given } });
const invitationOf = (email: string) => mailedToken(api, email, 'Your account at Test shop');

const idsOf = async (staff: SignedInClient, query: Record<string, string>): Promise<string[]> =>
  (await staff.get(`${customers}?${new URLSearchParams(query)}`)).body.results.map(({ id }: { id: string }) => id);

describe('An invited customer', () => {
  test('chooses a password once with the mailed link, which confirms the e-mail', async () => {
    const { tenantId, staff } = await newShop();
    const { id, email } = await create(staff, { send_invitation: true, full_name: 'Ada' });
    expect((await signIn(tenantId, email, newPassword)).status).toBe(401);
    expect((await mailsOf(api, email))[0]).toContain('https://shop.example.com/accept-invitation?token=');
    const token = await invitationOf(email);
    expect((await accept(tenantId, token, 'password')).body.errors[0].code).toBe('password_common');
    const both = await Promise.all([accept(tenantId, token), accept(tenantId, token)]);
    expect(both.map(({ status }) => status).sort()).toEqual([204, 401]);
    const signedIn = await signIn(tenantId, email, newPassword);
    expect(signedIn.body.user).toMatchObject({ email_verified: true, full_name: 'Ada' });
    const read = await staff.get(`${customers}${id}/`);
    expect(read.body).toMatchObject({ status: 'active', email_verified: true, version: 2 });
    expect(read.body.last_sign_in_at).not.toBeNull();
  });

  test('gets a new link from staff, which ends the earlier one, or with a password reset', async () => {
    const { tenantId, staff } = await newShop();
    const { id, email } = await create(staff, { send_invitation: true });
    const first = await invitationOf(email);
    expect((await staff.post(`${customers}${id}/invite/`)).status).toBe(202);
    const second = await invitationOf(email);
    expect((await accept(tenantId, first)).status).toBe(401);
    await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email } });
    const third = await invitationOf(email);
    expect(new Set([first, second, third]).size).toBe(3);
    expect((await accept(tenantId, third)).status).toBe(204);
    const again = await staff.post(`${customers}${id}/invite/`);
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
  });

  test('gets no more links than the limit of mails allows, and staff are told', async () => {
    const { staff } = await newShop({ 'limits.confirmations_per_day': '1' });
    const { id } = await create(staff, { send_invitation: true });
    expect((await staff.post(`${customers}${id}/invite/`)).status).toBe(429);
  });

  test('cannot use the link after 72 hours, nor after staff have changed the e-mail', async () => {
    const { tenantId, staff } = await newShop();
    const late = await create(staff, { send_invitation: true });
    const moved = await create(staff, { send_invitation: true });
    const tokens = [await invitationOf(late.email), await invitationOf(moved.email)];
    await staff.patch(`${customers}${moved.id}/`, { json: { email: freshEmail() } });
    expect((await accept(tenantId, tokens[1] ?? '')).status).toBe(401);
    api.advance(72 * 3600 + 1);
    expect((await accept(tenantId, tokens[0] ?? '')).status).toBe(401);
  });

  test('has no session, and no password that could be right', async () => {
    const { tenantId, staff } = await newShop();
    const { id, email } = await create(staff);
    for (const given of ['', 'null', newPassword]) {
      expect((await signIn(tenantId, email, given)).body.code).toBe('invalid_credentials');
    }
    const insert = `INSERT INTO sessions (tenant_id, id, user_id, expires_at, updated_at)
      VALUES ($1, gen_random_uuid(), $2, now() + interval '1 day', now()) RETURNING id`;
    const [session] = await api.sql<{ id: string }>(insert, [tenantId, id]);
    const claims = { tenantId, userId: id, sessionId: String(session?.id), role: 'customer' };
    const accessToken = await api.dependencies.accessTokens.sign(claims);
    const customer = createClient(api.url, { tenantId, accessToken });
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
  });
});

describe('A new e-mail from staff', () => {
  test('is told to the old one, and asks for its confirmation', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    await confirmEmail(api, customer);
    const email = freshEmail();
    const answer = await staff.patch(`${customers}${customer.userId}/`, { json: { email } });
    expect(answer.body).toMatchObject({ email, email_verified: false });
    expect((await mailsOf(api, customer.email)).at(-1)).toContain('Test shop gave your account another e-mail');
    const token = await mailedToken(api, email, 'Confirm your e-mail');
    expect((await anonymous(tenantId).post('/api/auth/verify-email/', { json: { token } })).status).toBe(204);
    const { body } = await customer.get('/api/customer/activity/');
    expect(body.results[1]).toMatchObject({
      ...{ action: 'user.updated', by: 'staff' },
      changes: [{ field: 'email', before: 'c…@…', after: 'c…@…' }],
    });
  });
});

describe('A block', () => {
  test('ends by itself, and no session lives on with it', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    const until = '2999-01-01T00:00:00Z';
    await staff.post(`${customers}${customer.userId}/block/`, { json: { reason: 'x', until } });
    expect((await signIn(tenantId, customer.email, password)).body.code).toBe('account_blocked');
    // A session that were still open would be refused too.
    await api.sql('UPDATE sessions SET revoked_at = NULL WHERE user_id = $1', [customer.userId]);
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
    await api.sql("UPDATE users SET blocked_until = now() - interval '1 second' WHERE id = $1", [customer.userId]);
    expect((await customer.get('/api/customer/profile/')).status).toBe(200);
    expect((await staff.get(`${customers}${customer.userId}/`)).body).toMatchObject({
      status: 'active',
      blocked: null,
    });
  });

  test('is not ended by a reset of the password', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    await staff.post(`${customers}${customer.userId}/block/`, { json: { reason: 'x' } });
    await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email: customer.email } });
    const token = await mailedToken(api, customer.email, 'Reset your password');
    const json = { token, new_password: newPassword };
    expect((await anonymous(tenantId).post('/api/auth/password-reset/confirm/', { json })).status).toBe(204);
    expect((await signIn(tenantId, customer.email, newPassword)).body.code).toBe('account_blocked');
  });

  test('leaves refresh tokens without effect', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    await staff.post(`${customers}${customer.userId}/block/`, { json: { reason: 'x' } });
    const json = { refresh_token: customer.refreshToken };
    expect((await anonymous(tenantId).post('/api/auth/refresh/', { json })).status).toBe(401);
  });
});

test('An export of a customer has neither metadata nor the reason of a block', async () => {
  const { tenantId, staff } = await newShop();
  const customer = await api.newCustomer(tenantId, freshEmail());
  const path = `${customers}${customer.userId}/`;
  await staff.patch(path, { json: { metadata: { secret_key: 'secret value' } } });
  await staff.post(`${path}block/`, { json: { reason: 'secret reason' } });
  await staff.post(`${path}unblock/`);
  const signedIn = customer.signedIn((await signIn(tenantId, customer.email, password)).body);
  const archive = unzip((await signedIn.post('/api/customer/export/')).bytes);
  const texts = [...archive.values()].map((file) => file.toString()).join();
  expect(texts).toContain('user.unblocked');
  expect(texts).not.toContain('secret');
});

test('A mail says who requested the erasure', async () => {
  const { tenantId, staff } = await newShop();
  const customer = await api.newCustomer(tenantId, freshEmail());
  await confirmEmail(api, customer);
  await staff.delete(`${customers}${customer.userId}/`);
  expect((await mailsOf(api, customer.email)).at(-1)).toContain('At the request of Test shop');
});

test('A list shows what was created or changed after a time, and pages through changes in their order', async () => {
  const { staff } = await newShop();
  const first = await create(staff);
  api.advance(1);
  const second = await create(staff);
  expect(await idsOf(staff, { created_after: first.created_at })).toEqual([second.id]);
  api.advance(1);
  await staff.patch(`${customers}${first.id}/`, { json: { full_name: 'Changed' } });
  expect(await idsOf(staff, { updated_after: second.updated_at })).toEqual([first.id]);
  const page = await staff.get(`${customers}?updated_after=${first.created_at}&limit=1`);
  expect(page.body.results[0].id).toBe(second.id);
  const query = { updated_after: first.created_at, limit: '1', cursor: page.body.next_cursor };
  expect(await idsOf(staff, query)).toEqual([first.id]);
  expect(await idsOf(staff, { updated_after: '2999-01-01T00:00:00Z' })).toEqual([]);
});

describe('The words of the search', () => {
  const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Köln', postal_code: '50667', country: 'DE' };

  /** Words in the index that no row has, or that are missing there. */
  const differences = () =>
    api.sql(`
      WITH expected AS (
        SELECT tenant_id, id AS user_id, id AS source_id, unnest(search_words) COLLATE "C" AS word FROM users
        UNION SELECT tenant_id, user_id, id, unnest(search_words) COLLATE "C" FROM addresses WHERE deleted_at IS NULL
      ), kept AS (SELECT tenant_id, user_id, source_id, word FROM customer_words)
      (SELECT * FROM expected EXCEPT SELECT * FROM kept) UNION ALL (SELECT * FROM kept EXCEPT SELECT * FROM expected)`);

  const wordsOf = async (userId: string): Promise<string[]> =>
    (await api.sql<{ word: string }>('SELECT DISTINCT word FROM customer_words WHERE user_id = $1', [userId]))
      .map(({ word }) => word)
      .sort();

  test('are those of the rows after changes, deletions, a purge, a reclaim and an erasure', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId, freshEmail());
    const path = '/api/customer/addresses/';
    const [deleted, kept] = [
      (await customer.post(path, { json: address })).body.id,
      (await customer.post(path, { json: { ...address, city: 'Bonn', line1: 'Main 2' } })).body.id,
    ];
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada Lovelace' } });
    await customer.delete(`${path}${deleted}/`);
    expect(await wordsOf(customer.userId)).toEqual(expect.arrayContaining(['lovelace', 'bonn', '50667']));
    expect(await wordsOf(customer.userId)).not.toContain('koln');
    await customer.post(`${path}${deleted}/restore/`);
    await customer.put(`${path}${kept}/`, { json: { ...address, city: 'Aachen', line1: 'Main 3' } });
    await staff.patch(`${customers}${customer.userId}/`, { json: { external_id: 'ERP-9', email: freshEmail() } });
    await customer.delete(`${path}${deleted}/`);
    expect(await differences()).toEqual([]);
    await api.sql("UPDATE addresses SET deleted_at = 'epoch' WHERE id = $1", [deleted]);
    await runMaintenance(api.dependencies);
    expect(await differences()).toEqual([]);

    const { email } = (await staff.get(`${customers}${customer.userId}/`)).body;
    await anonymous(tenantId).post('/api/auth/password-reset/', { json: { email } });
    const json = { token: await mailedToken(api, email, 'Reset your password'), new_password: newPassword };
    await anonymous(tenantId).post('/api/auth/password-reset/confirm/', { json });
    expect(await wordsOf(customer.userId)).not.toContain('lovelace');
    expect(await wordsOf(customer.userId)).not.toContain('aachen');
    expect(await differences()).toEqual([]);

    await staff.delete(`${customers}${customer.userId}/`);
    await api.sql("UPDATE users SET erase_at = now() - interval '1 second' WHERE id = $1", [customer.userId]);
    await runMaintenance(api.dependencies);
    expect(await wordsOf(customer.userId)).toEqual([]);
    expect(await differences()).toEqual([]);
  });
});

test('Every statement that writes a searched column writes the words of the search', async () => {
  const { registeredStatements } = await import('@doorstep/database/statement');
  const searched = {
    users: /\b(email|full_name|phone|external_id) = /,
    addresses: /\b(city|postal_code) = /,
  };
  for (const [table, columns] of Object.entries(searched)) {
    const writing = registeredStatements().filter(
      ({ text }) =>
        text.startsWith(`INSERT INTO ${table} `) ||
        (text.startsWith(`UPDATE ${table} SET`) && columns.test(text.split(' WHERE ')[0] ?? '')),
    );
    expect(writing.length).toBeGreaterThan(1);
    expect(writing.filter(({ text }) => !text.includes('search_words')).map(({ name }) => name)).toEqual([]);
  }
});
