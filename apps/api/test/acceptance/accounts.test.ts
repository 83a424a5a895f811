import { useApi } from '@doorstep/testing/acceptance-api';
import { createClient, newEmail, password } from '@doorstep/testing/client';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, test } from 'vitest';

const api = useApi();

const refresh = (tenantId: string, refreshToken: string) =>
  createClient(api.url, { tenantId }).post('/api/auth/refresh/', { json: { refresh_token: refreshToken } });

describe('Registration', () => {
  test('creates an account and signs it in, without personal data in the token', async () => {
    const tenantId = await api.sharedTenant();
    const client = createClient(api.url, { tenantId });
    const email = newEmail().replace('customer', 'Customer');
    const { status, body } = await client.post('/api/auth/register/', {
      json: { email: `  ${email} `, password, full_name: 'Ada', phone: '+49 151 12345678' },
    });
    expect(status).toBe(201);
    expect(body.user).toMatchObject({ email, full_name: 'Ada', phone: '+4915112345678' });
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 600 });
    const claims = decodeJwt(body.access_token);
    expect(Object.keys(claims).sort()).toEqual(['aud', 'exp', 'iat', 'iss', 'jti', 'role', 'sid', 'sub', 'tid']);
    expect(claims).toMatchObject({ tid: tenantId, sub: body.user.user_id, role: 'customer' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
    expect(decodeProtectedHeader(body.access_token)).toMatchObject({ alg: 'ES256', typ: 'at+jwt' });
  });

  test('compares e-mails case-insensitively within one tenant', async () => {
    const tenantId = await api.sharedTenant();
    const { email } = await api.newCustomer(tenantId);
    const again = await createClient(api.url, { tenantId }).post('/api/auth/register/', {
      json: { email: email.toUpperCase(), password },
    });
    expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } });
    const elsewhere = await api.newCustomer(await api.newTenant(), email);
    expect(elsewhere.email).toBe(email);
  });

  test.each([
    ['sh0rt!', 'password_too_short'],
    ['x'.repeat(257), 'password_too_long'],
    ['password123', 'password_common'],
    ['PASSWORD123', 'password_common'],
  ])('refuses the password %j', async (bad, code) => {
    const client = createClient(api.url, { tenantId: await api.sharedTenant() });
    const { status, body } = await client.post('/api/auth/register/', {
      json: { email: newEmail(), password: bad },
    });
    expect(status).toBe(400);
    expect(body.errors).toEqual([expect.objectContaining({ field: 'password', code })]);
    expect(JSON.stringify(body)).not.toContain(bad);
  });

  test('allows one account a mailbox, however the domain is typed', async () => {
    const tenantId = await api.sharedTenant();
    const client = createClient(api.url, { tenantId });
    const [local = ''] = newEmail().split('@');
    const first = `${local}@räucher.de`;
    const forms = [first, first.toUpperCase(), `${local}@xn--rucher-bua.de`, `${local}@räucher\uff0ede`];
    const register = (email: string) => client.post('/api/auth/register/', { json: { email, password } });
    expect((await register(first)).status).toBe(201);
    for (const email of forms) {
      expect((await register(email)).body.code).toBe('email_taken');
      expect((await client.post('/api/auth/login/', { json: { email, password } })).status).toBe(200);
    }
  });

  test('never truncates a password and accepts any characters', async () => {
    const tenantId = await api.sharedTenant();
    const client = createClient(api.url, { tenantId });
    const email = newEmail();
    const long = `${'🔑'.repeat(255)}a`;
    expect((await client.post('/api/auth/register/', { json: { email, password: long } })).status).toBe(201);
    const login = (given: string) => client.post('/api/auth/login/', { json: { email, password: given } });
    expect((await login(`${long.slice(0, -1)}b`)).status).toBe(401);
    expect((await login(long)).status).toBe(200);
  });

  test('is limited for each client address and hour', async () => {
    const tenantId = await api.newTenant({ 'limits.registrations_per_address': '2' });
    await api.newCustomer(tenantId);
    await api.newCustomer(tenantId);
    const third = await createClient(api.url, { tenantId }).post('/api/auth/register/', {
      json: { email: 'third@example.com', password },
    });
    expect(third).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('Sign-in', () => {
  test('answers an unknown e-mail and a wrong password alike', async () => {
    const tenantId = await api.sharedTenant();
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const wrong = await client.post('/api/auth/login/', { json: { email, password: 'not the password' } });
    const unknown = await client.post('/api/auth/login/', { json: { email: 'nobody@example.com', password } });
    expect(wrong).toMatchObject({ status: 401, body: { code: 'invalid_credentials' } });
    expect({ ...wrong.body, request_id: '' }).toEqual({ ...unknown.body, request_id: '' });
  });

  test('is limited by failures of one account, and a correct password counts no failure', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '3' });
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const login = (given: string) => client.post('/api/auth/login/', { json: { email, password: given } });
    for (let i = 0; i < 5; i++) expect((await login(password)).status).toBe(200);
    for (let i = 0; i < 3; i++) expect((await login('wrong password')).status).toBe(401);
    const limited = await login(password);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  test('has the same limit for concurrent attempts', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '3' });
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) =>
        client.post('/api/auth/login/', { json: { email, password: `wrong ${i} pass` } }),
      ),
    );
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(3);
  });

  test('of another account works while one account is limited, and refused attempts do not count', async () => {
    const limits = { 'limits.failed_sign_ins_per_account': '2', 'limits.failed_sign_ins_per_address': '4' };
    const tenantId = await api.newTenant(limits);
    const [tried, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    const login = (email: string, given: string) =>
      createClient(api.url, { tenantId }).post('/api/auth/login/', { json: { email, password: given } });
    for (let i = 0; i < 6; i++) expect((await login(tried.email, 'wrong password')).status).toBe(i < 2 ? 401 : 429);
    expect((await login(other.email, password)).status).toBe(200);
  });

  test('does not count requests for a reset', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '2' });
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const ask = () => client.post('/api/auth/password-reset/', { json: { email } });
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([202, 202, 429]);
    expect((await client.post('/api/auth/login/', { json: { email, password } })).status).toBe(200);
  });
});

describe('A refresh token', () => {
  test('is used up by a refresh, and the new tokens work', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { status, body } = await refresh(customer.tenantId, customer.refreshToken);
    expect(status).toBe(200);
    expect(body.refresh_token).not.toBe(customer.refreshToken);
    const next = createClient(api.url, { tenantId: customer.tenantId, accessToken: body.access_token });
    expect((await next.get('/api/customer/profile/')).status).toBe(200);
  });

  test('that is reused within 10 seconds returns the same child, also concurrently', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => refresh(customer.tenantId, customer.refreshToken)),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(new Set(answers.map(({ body }) => body.refresh_token)).size).toBe(1);
  });

  test('that is reused after its child was used ends the session at any time', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const child = (await refresh(customer.tenantId, customer.refreshToken)).body;
    const grandchild = (await refresh(customer.tenantId, child.refresh_token)).body;
    expect((await refresh(customer.tenantId, customer.refreshToken)).status).toBe(401);
    expect((await refresh(customer.tenantId, grandchild.refresh_token)).status).toBe(401);
  });

  test('is limited for each session and minute', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.refreshes_per_session': '2' }));
    const first = await refresh(customer.tenantId, customer.refreshToken);
    const second = await refresh(customer.tenantId, first.body.refresh_token);
    expect((await refresh(customer.tenantId, second.body.refresh_token)).status).toBe(429);
  });
});

describe('An access token', () => {
  test('can be verified with the published keys, which contain no private part', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { keys } = (await customer.get('/.well-known/jwks.json')).body;
    expect(keys.map(({ kid }: { kid: string }) => kid)).toContain(decodeProtectedHeader(customer.accessToken).kid);
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });
});

describe('Sessions', () => {
  test('are listed with device and address, one of them as current', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    await createClient(api.url, { tenantId: customer.tenantId, agent: 'tablet' }).post('/api/auth/login/', {
      json: { email: customer.email, password },
    });
    const { results } = (await customer.get('/api/auth/sessions/')).body;
    expect(
      results.map(({ device, current }: { device: string; current: boolean }) => [device, current]).sort(),
    ).toEqual([
      ['tablet', false],
      ['test app', true],
    ]);
    expect(results[0].address).toMatch(/^[\da-f.:]+$/);
  });

  test('accept no write after they have ended', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    await customer.post('/api/auth/logout/');
    const address = {
      recipient_name: 'Ada',
      line1: 'Unter den Linden 77',
      city: 'Berlin',
      postal_code: '10117',
      country: 'DE',
    };
    const answers = [
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } }),
      await customer.patch('/api/customer/profile/', {
        json: { full_name: 'Ada' },
        headers: { 'Idempotency-Key': 'one' },
      }),
      await customer.post('/api/customer/addresses/', { json: address }),
    ];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(Array(3).fill([401, 'token_invalid']));
  });

  test('end at once by revocation or sign-out', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const login = await createClient(api.url, customer).post('/api/auth/login/', {
      json: { email: customer.email, password },
    });
    const other = createClient(api.url, { tenantId: customer.tenantId }).signedIn(login.body);
    const { results } = (await customer.get('/api/auth/sessions/')).body;
    const { id } = results.find(({ current }: { current: boolean }) => !current);
    expect((await customer.delete(`/api/auth/sessions/${id}/`)).status).toBe(204);
    expect((await other.get('/api/customer/profile/')).body.code).toBe('token_invalid');
    expect((await refresh(customer.tenantId, other.refreshToken)).status).toBe(401);
    expect((await customer.delete(`/api/auth/sessions/${id}/`)).status).toBe(404);
    expect((await customer.post('/api/auth/logout/')).status).toBe(204);
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
  });
});
