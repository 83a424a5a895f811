import { createClient, password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi();

const refresh = (tenantId: string, refreshToken: string) =>
  createClient(api.url, { tenantId }).post('/api/auth/refresh/', { json: { refresh_token: refreshToken } });

describe('Registration', () => {
  test('finds an account whose key has the domain as typed, and creates no second one', async () => {
    const customer = await api.newCustomer(await api.newTenant(), `old${process.pid}@räucher.de`);
    await api.sql('UPDATE users SET email_key = $2 WHERE id = $1', [customer.userId, customer.email]);
    const client = createClient(api.url, customer);
    for (const email of [customer.email, customer.email.replace('räucher', 'xn--rucher-bua')]) {
      expect((await client.post('/api/auth/register/', { json: { email, password } })).body.code).toBe('email_taken');
      const { body } = await client.post('/api/auth/login/', { json: { email, password } });
      expect(body.user.user_id).toBe(customer.userId);
    }
  });
});

describe('Sign-in', () => {
  test('takes as long for an unknown e-mail as for a wrong password', async () => {
    const tenantId = await api.newTenant({ 'limits.failed_sign_ins_per_account': '100' });
    const { email } = await api.newCustomer(tenantId);
    const client = createClient(api.url, { tenantId });
    const times = { known: [] as number[], unknown: [] as number[] };
    for (let i = 0; i < 9; i++) {
      for (const [kind, of] of [
        ['known', email],
        ['unknown', 'nobody@example.com'],
      ] as const) {
        const start = process.cpuUsage();
        await client.post('/api/auth/login/', { json: { email: of, password: 'wrong password' } });
        const { user, system } = process.cpuUsage(start);
        times[kind].push(user + system);
      }
    }
    // CPU time does not depend on the load. Without a dummy hash, an unknown e-mail would take less than half of it.
    const median = (values: number[]) => values.sort((a, b) => a - b)[4] ?? 0;
    expect(median(times.unknown)).toBeGreaterThan(median(times.known) * 0.7);
  });
});

describe('A refresh token', () => {
  test('that is reused after 10 seconds ends the session', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const child = (await refresh(customer.tenantId, customer.refreshToken)).body;
    api.advance(11);
    expect((await refresh(customer.tenantId, customer.refreshToken)).body.code).toBe('token_invalid');
    expect((await refresh(customer.tenantId, child.refresh_token)).status).toBe(401);
    expect((await customer.get('/api/customer/profile/')).body.code).toBe('token_invalid');
  });

  test('expires after 30 idle days, and its session after 90 days', async () => {
    const idle = await api.newCustomer(await api.newTenant());
    const busy = await api.newCustomer(idle.tenantId);
    let token = busy.refreshToken;
    for (let i = 0; i < 4; i++) {
      api.advance(20 * 24 * 3600);
      const { status, body } = await refresh(busy.tenantId, token);
      expect(status).toBe(200);
      token = body.refresh_token;
    }
    expect((await refresh(idle.tenantId, idle.refreshToken)).status).toBe(401);
    api.advance(11 * 24 * 3600);
    expect((await refresh(busy.tenantId, token)).status).toBe(401);
  });

  test.each(["status = 'inactive'", 'deleted_at = now()'])('of a user with %s fails', async (change) => {
    const customer = await api.newCustomer(await api.newTenant());
    await api.sql(`UPDATE users SET ${change} WHERE id = $1`, [customer.userId]);
    expect((await refresh(customer.tenantId, customer.refreshToken)).body.code).toBe('token_invalid');
  });

  test('is stored only as a hash', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const rows = await api.sql<{ row: string }>(
      'SELECT r::text AS row FROM refresh_tokens r WHERE tenant_id = $1 UNION ALL SELECT s::text FROM sessions s WHERE tenant_id = $1',
      [customer.tenantId],
    );
    expect(rows.length).toBeGreaterThan(1);
    const hex = Buffer.from(customer.refreshToken).toString('hex');
    for (const { row } of rows) expect(row.includes(customer.refreshToken) || row.includes(hex)).toBe(false);
  });
});

describe('An access token', () => {
  test('expires after ten minutes, with its own error code', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    api.advance(601);
    const { status, body, headers } = await customer.get('/api/customer/profile/');
    expect({ status, code: body.code }).toEqual({ status: 401, code: 'token_expired' });
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });
});
