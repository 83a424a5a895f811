import { createEmptyDatabase } from '@doorstep/database/test-database';
import { createClient, password } from '@doorstep/testing/client';
import { decodeProtectedHeader } from 'jose';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { operatorCommand, startServer, useInstallation } from './server-process.ts';

const email = 'ada@example.com';

const newTenant = async (env: Record<string, string>, ...settings: string[]): Promise<string> => {
  const [id = ''] = await operatorCommand(env, 'tenant:create', 'Test shop');
  if (settings.length > 0) await operatorCommand(env, 'tenant:set', id, ...settings);
  return id;
};

const serve = async (env: Record<string, string>) => {
  const server = await startServer(env);
  onTestFinished(async () => {
    await server.stop();
  });
  return server;
};

test('RATE_LIMIT_STORE=postgres lets several processes count together', async () => {
  const env = { ...(await useInstallation()), RATE_LIMIT_STORE: 'postgres' };
  const [one, two] = [await serve(env), await serve(env)];
  const tenantId = await newTenant(env, 'limits.failed_sign_ins_per_account=3');
  const signIn = (url: string) =>
    createClient(url, { tenantId }).post('/api/auth/login/', { json: { email, password } });
  for (const { url } of [one, two, one]) expect((await signIn(url)).status).toBe(401);
  expect((await signIn(two.url)).body.code).toBe('rate_limited');
});

test('SIGNING_KEYS can be rotated: the first key signs, later ones verify, and a removed key does not', async () => {
  const env = await useInstallation();
  const makeKeys = async (current?: string) => {
    const [kid, line = ''] = await operatorCommand({ ...env, ...(current && { SIGNING_KEYS: current }) }, 'key:create');
    return { kid, keys: line.replace('SIGNING_KEYS=', '') };
  };
  const old = await makeKeys();
  const rolled = await makeKeys(old.keys);
  const [alone] = JSON.parse(Buffer.from(rolled.keys, 'base64url').toString());
  const onlyNew = Buffer.from(JSON.stringify([alone])).toString('base64url');
  // The same URL for all servers, because it is the issuer of the tokens.
  const PORT = new URL((await startAndStop({ ...env, SIGNING_KEYS: old.keys })).url).port;

  const first = await startServer({ ...env, PORT, SIGNING_KEYS: old.keys });
  const tenantId = await newTenant(env);
  const anonymous = createClient(first.url, { tenantId });
  const customer = anonymous.signedIn(
    (await anonymous.post('/api/auth/register/', { json: { email, password } })).body,
  );
  expect(decodeProtectedHeader(customer.accessToken).kid).toBe(old.kid);
  await first.stop();

  const second = await startServer({ ...env, PORT, SIGNING_KEYS: rolled.keys });
  expect((await customer.get('/api/customer/profile/')).status).toBe(200);
  const jwks = await anonymous.get('/.well-known/jwks.json');
  expect(jwks.body.keys.map(({ kid }: { kid: string }) => kid)).toEqual([rolled.kid, old.kid]);
  const { body } = await anonymous.post('/api/auth/login/', { json: { email, password } });
  expect(decodeProtectedHeader(body.access_token).kid).toBe(rolled.kid);
  await second.stop();

  await serve({ ...env, PORT, SIGNING_KEYS: onlyNew });
  expect((await customer.get('/api/customer/profile/')).body.code).toBe('token_invalid');
  expect((await anonymous.signedIn(body).get('/api/customer/profile/')).status).toBe(200);
});

const startAndStop = async (env: Record<string, string>) => {
  const server = await startServer(env);
  await server.stop();
  return server;
};

test('MIGRATE=off refuses an outdated database and serves a current one', async () => {
  const env = { ...(await useInstallation('empty')), MIGRATE: 'off' };
  await expect(startServer(env)).rejects.toThrow('npm run migrate');
  expect((await operatorCommand(env, 'migrate')).length).toBeGreaterThan(1);
  const { url } = await serve(env);
  // The probe may time out once on a busy machine.
  await expect.poll(async () => (await fetch(`${url}/health/ready`)).status).toBe(200);
});

test('DATABASE_URL of a superuser works with a warning', async () => {
  const { DATA_DIR } = await useInstallation();
  const database = await createEmptyDatabase(inject('server').url);
  onTestFinished(database.remove);
  const env = { DATA_DIR, DATABASE_URL: database.superuserUrl };
  const server = await serve(env);
  expect(server.output()).toContain('names a superuser');
  const [one, two] = [await newTenant(env), await newTenant(env)];
  const register = (tenantId: string) =>
    createClient(server.url, { tenantId }).post('/api/auth/register/', { json: { email, password } });
  expect([(await register(one)).status, (await register(two)).status]).toEqual([201, 201]);
  // Row security still applies: each sign-in finds the account of its own tenant.
  expect((await register(one)).body.code).toBe('email_taken');
});

test('OPERATOR_DATABASE_URL lets the login of requests have the application role alone', async () => {
  const { DATA_DIR } = await useInstallation();
  const database = await createEmptyDatabase(inject('server').url);
  onTestFinished(database.remove);
  const { loginUrl: DATABASE_URL, superuserUrl: OPERATOR_DATABASE_URL, ownerUrl: MIGRATE_DATABASE_URL } = database;
  const env = { DATA_DIR, DATABASE_URL, OPERATOR_DATABASE_URL, MIGRATE_DATABASE_URL };
  await operatorCommand(env, 'migrate');
  await database.grantRoles('doorstep_app');
  const server = await serve(env);
  const client = createClient(server.url, { tenantId: await newTenant(env) });
  const { status, body } = await client.post('/api/auth/register/', { json: { email, password } });
  expect(status).toBe(201);
  expect((await client.signedIn(body).get('/api/customer/profile/')).status).toBe(200);
  await expect.poll(async () => (await client.get('/health/ready')).status).toBe(200);
  await client.post('/api/auth/password-reset/', { json: { email } });
  await server.stop();
  expect(server.output()).toContain('mail written to a file');
  const login = new pg.Client(DATABASE_URL);
  await login.connect();
  await expect(login.query('SELECT enter_operator()')).rejects.toThrow('permission denied to set role');
  await login.end();
});
