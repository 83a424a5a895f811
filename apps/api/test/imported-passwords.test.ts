import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { hashPassword } from '../src/accounts/password.ts';
import { login } from '../src/accounts/sign-in.service.ts';
import { useApi } from './harness.ts';
import { importedHashes, importedPassword } from './imported-hashes.ts';

const api = useApi();

const setHash = 'UPDATE users SET password_hash = $2 WHERE id = $1';

/** Creates a customer whose hash another system made. */
const newImported = async (hash: string, settings = {}): Promise<SignedInClient> => {
  const customer = await api.newCustomer(await api.newTenant(settings));
  await api.sql(setHash, [customer.userId, hash]);
  return customer;
};

const signIn = ({ tenantId, email }: Pick<SignedInClient, 'tenantId' | 'email'>, given: string) =>
  createClient(api.url, { tenantId }).post('/api/auth/login/', { json: { email, password: given } });

const stored = async ({ userId }: Pick<SignedInClient, 'userId'>) => {
  const [row] = await api.sql<{ hash: string; version: number }>(
    'SELECT password_hash AS hash, version FROM users WHERE id = $1',
    [userId],
  );
  if (!row) throw new Error('The customer is missing');
  return row;
};

const ownHash = expect.stringMatching(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
const pbkdf2 = String(importedHashes['Django: pbkdf2_sha256']);

describe.each(Object.entries(importedHashes))('A customer whose imported hash is %s', (_, hash) => {
  test('signs in with the old password, which replaces the hash without a change of the profile', async () => {
    const customer = await newImported(hash);
    const { version } = await stored(customer);

    const wrong = await signIn(customer, `${importedPassword}!`);
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    expect(await stored(customer)).toEqual({ hash, version });

    expect((await signIn(customer, importedPassword)).status).toBe(200);
    expect(await stored(customer)).toEqual({ hash: ownHash, version });

    expect((await signIn(customer, importedPassword)).status).toBe(200);
    expect((await signIn(customer, `${importedPassword}!`)).status).toBe(401);
  });
});

test('Concurrent first sign-ins all succeed', async () => {
  const customer = await newImported(String(importedHashes['bcrypt 2b']));
  const answers = await Promise.all(Array.from({ length: 4 }, () => signIn(customer, importedPassword)));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect(await stored(customer)).toMatchObject({ hash: ownHash });
});

test.each([
  ['the same password opens a session', importedPassword, 'signed in'],
  ['another password opens none', 'another secret', 'invalid_credentials'],
])('A sign-in whose imported hash was replaced after the comparison by one of %s', async (_, current, outcome) => {
  const { tenantId, email, userId } = await newImported(pbkdf2);
  const { database, rateLimits } = api.dependencies;
  const replacement = await hashPassword(current);
  // The limits respond between the comparison and the opening of the session.
  const countFailures: typeof rateLimits.countFailures = async (...attempt) => {
    const isRight = await rateLimits.countFailures(...attempt);
    await api.sql(setHash, [userId, replacement]);
    return isRight;
  };
  const requestInfo = { requestId: 'imported-passwords', address: '', agent: '' };
  const scope = database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
  const deps = { ...api.dependencies, rateLimits: { ...rateLimits, countFailures } };
  const attempt = login(scope, deps, { email, password: importedPassword });
  expect(
    await attempt.then(
      () => 'signed in',
      ({ code }) => code,
    ),
  ).toBe(outcome);
  expect((await stored({ userId })).hash).toBe(replacement);
});

test('A first sign-in is audited as any other', async () => {
  const customer = await newImported(pbkdf2);
  const actions = 'SELECT action FROM audit_events WHERE tenant_id = $1 ORDER BY created_at, id';
  const before = await api.sql(actions, [customer.tenantId]);
  await signIn(customer, importedPassword);
  const after = await api.sql<{ action: string }>(actions, [customer.tenantId]);
  expect(after.slice(before.length)).toEqual([{ action: 'session.opened' }]);
});

test('A signed-in customer confirms a change with the password of an imported hash', async () => {
  const customer = await newImported(pbkdf2);
  const change = (current_password: string) =>
    customer.post('/api/auth/password/', { json: { current_password, new_password: 'a fresh long secret' } });
  expect((await change('wrong')).body.errors).toMatchObject([{ code: 'password_wrong' }]);
  expect((await change(importedPassword)).status).toBe(204);
  expect((await signIn(customer, 'a fresh long secret')).status).toBe(200);
});

test.each([
  'plain text',
  '!unusable',
  '',
  '$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE',
])('A stored hash that is not acceptable, %j, matches no password', async (hash) => {
  const customer = await newImported(hash);
  expect((await signIn(customer, hash || 'any')).status).toBe(401);
  expect(await stored(customer)).toMatchObject({ hash });
});

test('All wrong passwords of a tenant take as long as that of an imported hash', async () => {
  const settings = { 'limits.failed_sign_ins_per_account': '100' };
  const imported = await newImported(String(importedHashes['Django: bcrypt']), settings);
  const { tenantId } = imported;
  const registered = await api.newCustomer(tenantId);
  const cpuTime = async (email: string, given: string, status: number): Promise<number> => {
    const start = process.cpuUsage();
    expect((await signIn({ tenantId, email }, given)).status).toBe(status);
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  // CPU time does not depend on the load. The imported hash takes several times as long as ours.
  const enough = 0.7 * (await cpuTime(imported.email, 'wrong password', 401));
  expect(await cpuTime(registered.email, 'wrong password', 401)).toBeGreaterThan(enough);
  expect(await cpuTime('nobody@example.com', 'wrong password', 401)).toBeGreaterThan(enough);
  expect(await cpuTime(registered.email, password, 200)).toBeLessThan(enough);
});
