import { decodeJwt } from 'jose';
import { describe, expect, inject, test } from 'vitest';
import { login } from '../src/accounts/sign-in.service.ts';
import { type Client, createClient, type SignedInClient } from './client.ts';
import { password, useApi } from './harness.ts';
import { holdRow } from './held-row.ts';

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
/** Like a hash, of a password that nobody has. */
const otherHash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE';

test('Of several changes of one password at once, each knowing the old one, one is made', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const wanted = ['the first new secret', 'the second new secret', 'the third new secret'];
  const answers = await Promise.all(wanted.map((secret) => changePassword(customer, secret)));
  const made = answers.flatMap(({ status }, i) => (status === 204 ? [wanted[i]] : []));
  expect(made).toHaveLength(1);
  expect(answers.filter(({ body }) => body?.errors?.[0]?.code === 'password_wrong')).toHaveLength(2);
  expect((await signIn(customer, made[0])).status).toBe(200);
});

test('A sign-in whose password was replaced after it was compared opens no session', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const { tenantId, email, userId } = customer;
  const { database, rateLimits } = api.dependencies;
  // An attempt that was right is given back between comparing and opening the session.
  const giveBack = async () => {
    await api.sql(setHash, [userId, otherHash]);
  };
  const origin = { requestId: 'races', address: '', agent: '' };
  const scope = database.scope({ tenantId, userId: null, sessionId: null }, origin);
  const needs = { ...api.dependencies, rateLimits: { ...rateLimits, giveBack } };
  await expect(login(scope, needs, { email, password })).rejects.toMatchObject({ code: 'invalid_credentials' });
  expect(await api.sql('SELECT id FROM sessions WHERE user_id = $1', [userId])).toHaveLength(1);
});

describe.runIf(inject('database').kind === 'server')('Who waited for a lock', () => {
  test('and lost the session meanwhile changes no password', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const before = await hashOf(customer);
    const row = await holdRow('users', customer.userId);
    const waiting = changePassword(customer, 'a fresh long secret');
    await row.waitedFor();
    await row.sql(revoke, [sessionOf(customer)]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
    expect(await hashOf(customer)).toBe(before);
  });

  test('overwrites no password that was set meanwhile', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await holdRow('users', customer.userId);
    const waiting = changePassword(customer, 'a fresh long secret');
    await row.waitedFor();
    await row.sql(setHash, [customer.userId, otherHash]);
    await row.release();
    expect((await waiting).body.errors).toEqual([expect.objectContaining({ code: 'password_wrong' })]);
    expect(await hashOf(customer)).toBe(otherHash);
  });

  test('signs in with no password that was replaced meanwhile', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await holdRow('users', customer.userId);
    const waiting = signIn(customer);
    await row.waitedFor();
    await row.sql(setHash, [customer.userId, otherHash]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
  });

  test('refreshes no session that ended meanwhile', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const row = await holdRow('sessions', sessionOf(customer));
    const waiting = createClient(api.url, customer).post('/api/auth/refresh/', {
      json: { refresh_token: customer.refreshToken },
    });
    await row.waitedFor();
    await row.sql(revoke, [sessionOf(customer)]);
    await row.release();
    expect(await waiting).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  });
});
