import { randomUUID } from 'node:crypto';
import { type Answer, type Client, createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { login } from '../src/accounts/sign-in.service.ts';
import { insertMail } from '../src/mail/mail.statements.ts';
import { useApi } from './harness.ts';
import { lockRow } from './row-lock.ts';

const api = useApi();

const changePassword = (customer: Client, newPassword: string) =>
  customer.post('/api/auth/password/', { json: { current_password: password, new_password: newPassword } });
const signIn = ({ tenantId, email }: SignedInClient, given = password) =>
  createClient(api.url, { tenantId }).post('/api/auth/login/', { json: { email, password: given } });
const sessionOf = ({ accessToken }: SignedInClient): string => String(decodeJwt(accessToken).sid);
const hashOf = async ({ userId }: SignedInClient): Promise<string> => {
  const [row] = await api.sql<{ hash: string }>('SELECT password_hash AS hash FROM users WHERE id = $1', [userId]);
  return row?.hash ?? '';
};

const revoke = 'UPDATE sessions SET revoked_at = now() WHERE id = $1';
const setHash = 'UPDATE users SET password_hash = $2 WHERE id = $1';
// Cascades to all rows of the customer.
const erase = 'DELETE FROM users WHERE id = $1';
const key = { 'Idempotency-Key': 'races' };
/** Has the form of a hash, but matches no password. */
const otherHash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE';

test('One of several concurrent changes of a password is made', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const wanted = ['the first new secret', 'the second new secret', 'the third new secret'];
  const answers = await Promise.all(wanted.map((secret) => changePassword(customer, secret)));
  const made = answers.flatMap(({ status }, i) => (status === 204 ? [wanted[i]] : []));
  expect(made).toHaveLength(1);
  expect(answers.filter(({ body }) => body?.errors?.[0]?.code === 'password_wrong')).toHaveLength(2);
  expect((await signIn(customer, made[0])).status).toBe(200);
});

test('A sign-in whose password was replaced after the comparison opens no session', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const { tenantId, email, userId } = customer;
  const { database, rateLimits } = api.dependencies;
  // The limits respond between the comparison and the opening of the session.
  const countFailures: typeof rateLimits.countFailures = async (...attempt) => {
    const right = await rateLimits.countFailures(...attempt);
    await api.sql(setHash, [userId, otherHash]);
    return right;
  };
  const requestInfo = { requestId: 'races', address: '', agent: '' };
  const scope = database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
  const needs = { ...api.dependencies, rateLimits: { ...rateLimits, countFailures } };
  await expect(login(scope, needs, { email, password })).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await api.sql('SELECT id FROM sessions WHERE user_id = $1', [userId])).toHaveLength(1);
});

const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const addresses = '/api/customer/addresses/';
type Write = (customer: Client, id: string) => Promise<Answer>;
const writes: [name: string, write: Write, prepare?: (customer: SignedInClient, id: string) => Promise<unknown>][] = [
  ['adding an address', (customer) => customer.post(addresses, { json: address })],
  ['adding one over tRPC', (customer) => customer.mutate('address.create', address)],
  ['adding one under a key', (customer) => customer.post(addresses, { json: address, headers: key })],
  ['changing one', (customer, id) => customer.patch(`${addresses}${id}/`, { json: { label: 'Home' } })],
  ['changing one over tRPC', (customer, id) => customer.mutate('address.update', { id, label: 'Home' })],
  ['deleting one', (customer, id) => customer.delete(`${addresses}${id}/`)],
  [
    'restoring one',
    (customer, id) => customer.post(`${addresses}${id}/restore/`),
    (customer, id) => customer.delete(`${addresses}${id}/`),
  ],
  ['changing the profile', (customer) => customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } })],
  ['changing it over tRPC', (customer) => customer.mutate('profile.update', { full_name: 'Ada' })],
  ['asking for another mail', (customer) => customer.post('/api/auth/verify-email/resend/')],
  ['an export', (customer) => customer.post('/api/customer/export/')],
  [
    'cancelling the erasure',
    (customer) => customer.delete('/api/customer/account/erasure/'),
    ({ userId }) =>
      api.sql("UPDATE users SET erasure_requested_at = now(), erase_at = now() + interval '1 day' WHERE id = $1", [
        userId,
      ]),
  ],
];

describe('A write that races with the end of its session', () => {
  test.each(writes)('fails without an effect: %s', async (_name, write, prepare) => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body } = await customer.post(addresses, { json: address });
    await prepare?.(customer, body.id);
    const trail = () => api.sql('SELECT action FROM audit_events WHERE user_id = $1', [customer.userId]);
    const before = await trail();
    const row = await lockRow('users', customer.userId);
    const waiting = write(customer, body.id);
    await row.hasWaiters();
    await row.sql(revoke, [sessionOf(customer)]);
    await row.release();
    const answer = await waiting;
    expect([answer.status, answer.body.code ?? answer.body.error.data.code]).toEqual([401, 'token_invalid']);
    expect(await trail()).toEqual(before);
  });
});

describe('A write that races with the erasure of its account', () => {
  test.each(writes)('gets an ended session: %s', async (_name, write, prepare) => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body } = await customer.post(addresses, { json: address });
    await prepare?.(customer, body.id);
    const row = await lockRow('users', customer.userId);
    const waiting = write(customer, body.id);
    await row.hasWaiters();
    await row.sql(erase, [customer.userId]);
    await row.release();
    const answer = await waiting;
    expect([answer.status, answer.body.code ?? answer.body.error.data.code]).toEqual([401, 'token_invalid']);
  });

  test('fails for any row of the account, and a sign-in fails as for an unknown account', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const { tenantId, userId } = customer;
    const scope = api.dependencies.database.scope(
      { tenantId, userId, sessionId: sessionOf(customer) },
      { requestId: 'races', address: '', agent: '' },
    );
    const late = scope.write(async (tx) => {
      await api.sql(erase, [userId]);
      const mail = { tenantId, id: randomUUID(), userId, recipient: customer.email, kind: 'new_device', data: {} };
      tx.send(...insertMail({ ...mail, updatedAt: new Date() }));
      return { result: null, audit: { action: 'user.updated', entityId: userId } };
    });
    await expect(late).rejects.toMatchObject({ name: 'ScopeError', reason: 'session_not_live' });

    const other = await api.newCustomer(tenantId);
    const row = await lockRow('users', other.userId);
    const waiting = signIn(other);
    await row.hasWaiters();
    await row.sql(erase, [other.userId]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });
});

describe('A request that waited for a lock', () => {
  test('and lost its session changes no password', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const before = await hashOf(customer);
    const row = await lockRow('users', customer.userId);
    const waiting = changePassword(customer, 'a fresh long secret');
    await row.hasWaiters();
    await row.sql(revoke, [sessionOf(customer)]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
    expect(await hashOf(customer)).toBe(before);
  });

  test('overwrites no password that was set in the meantime', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await lockRow('users', customer.userId);
    const waiting = changePassword(customer, 'a fresh long secret');
    await row.hasWaiters();
    await row.sql(setHash, [customer.userId, otherHash]);
    await row.release();
    expect((await waiting).body.errors).toEqual([expect.objectContaining({ code: 'password_wrong' })]);
    expect(await hashOf(customer)).toBe(otherHash);
  });

  test('signs in with no password that was replaced in the meantime', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await lockRow('users', customer.userId);
    const waiting = signIn(customer);
    await row.hasWaiters();
    await row.sql(setHash, [customer.userId, otherHash]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });

  test('signs out once with a token, and parallel requests with it get an ended session', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await lockRow('sessions', sessionOf(customer));
    const waiting = Array.from({ length: 3 }, () => customer.post('/api/auth/logout/'));
    await row.hasWaiters(3);
    await row.release();
    const answers = await Promise.all(waiting);
    const outcomes = answers.map(({ status, body }) => [status, body?.code]).sort();
    expect(outcomes).toEqual([
      [204, undefined],
      [401, 'token_invalid'],
      [401, 'token_invalid'],
    ]);
  });

  test('refreshes no session that ended in the meantime', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await lockRow('sessions', sessionOf(customer));
    const waiting = createClient(api.url, customer).post('/api/auth/refresh/', {
      json: { refresh_token: customer.refreshToken },
    });
    await row.hasWaiters();
    await row.sql(revoke, [sessionOf(customer)]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  });

  test('refreshes no session while all sessions end, and does not delay that', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const [held, refreshed] = [(await signIn(customer)).body, (await signIn(customer)).body];
    const row = await lockRow('sessions', String(decodeJwt(held.access_token).sid));
    const changing = changePassword(customer, 'a fresh long secret');
    await row.hasWaiters();
    const refreshing = createClient(api.url, customer).post('/api/auth/refresh/', {
      json: { refresh_token: refreshed.refresh_token },
    });
    await row.hasWaiters(2);
    await row.release();
    expect((await changing).status).toBe(204);
    expect(await refreshing).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  });
});
