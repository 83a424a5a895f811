import { createHash } from 'node:crypto';
import { createClient, password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi();
const address = {
  recipient_name: 'Ada',
  line1: 'Secret Street',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
  phone: '+442079460018',
};

type Event = {
  action: string;
  actor: string;
  actor_id: string | null;
  session_id: string | null;
  request_id: string;
  entity_id: string;
  values_hash: Buffer;
};
type Values = {
  salt: Buffer;
  address: string;
  agent: string;
  before: object | null;
  after: Record<string, unknown> | null;
};

const eventsOf = (tenantId: string) =>
  api.sql<Event & Values>(
    `SELECT * FROM audit_events e JOIN audit_values v ON v.tenant_id = e.tenant_id AND v.event_id = e.id
      WHERE e.tenant_id = $1 AND e.user_id IS NOT NULL ORDER BY e.id`,
    [tenantId],
  );

const sorted = (_key: string, value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;

describe('The audit trail', () => {
  test('contains one event for each change, with actor and origin, in the same transaction', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const created = await customer.post('/api/customer/addresses/', {
      json: address,
      headers: { 'X-Request-ID': 'req-1' },
    });
    const id = created.body.id;
    await customer.patch(`/api/customer/addresses/${id}/`, { json: { city: 'Bath' } });
    await customer.patch(`/api/customer/addresses/${id}/`, { json: { country: 'nowhere' } });
    await customer.patch(`/api/customer/addresses/${id}/`, { json: {}, headers: { 'If-Match': '"1.1"' } });
    await customer.delete(`/api/customer/addresses/${id}/`);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } });
    await customer.post('/api/auth/logout/');
    const events = await eventsOf(customer.tenantId);
    expect(events.map(({ action }) => action)).toEqual([
      'user.registered',
      'session.opened',
      'address.created',
      'address.updated',
      'address.deleted',
      'user.updated',
      'session.revoked',
    ]);
    expect(events[2]).toMatchObject({
      actor: 'customer',
      actor_id: customer.userId,
      entity_id: id,
      request_id: 'req-1',
      address: '127.0.0.1',
      agent: 'test app',
      before: null,
    });
    expect(events[2]?.session_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(events[3]).toMatchObject({ before: { city: 'London' }, after: { city: 'Bath' } });
  });

  test('masks phones and contains no secret', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    await customer.post('/api/customer/addresses/', { json: address });
    await customer.post('/api/auth/password/', {
      json: { current_password: password, new_password: 'a fresh long secret' },
    });
    const events = await eventsOf(tenantId);
    const text = JSON.stringify(events.map(({ before, after }) => ({ before, after })));
    expect(text).toContain('+44…18');
    expect(text).not.toMatch(/442079460018|argon2|passwordHash|password_hash|tokenHash/);
  });

  test('stores personal values separately, and events contain only a salted hash of them', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await customer.post('/api/customer/addresses/', { json: address });
    const rows = await api.sql<{ row: string }>('SELECT e::text AS row FROM audit_events e WHERE tenant_id = $1', [
      customer.tenantId,
    ]);
    for (const { row } of rows) expect(row).not.toMatch(/Secret Street|test app|127\.0\.0\.1|@example/);
    for (const event of await eventsOf(customer.tenantId)) {
      const { salt, address, agent, before, after, values_hash } = event;
      const hash = createHash('sha256')
        .update(salt)
        .update(JSON.stringify({ address, agent, before, after }, sorted))
        .digest();
      expect(hash.equals(values_hash), event.action).toBe(true);
    }
  });

  test.each(['audit_events', 'audit_values', 'audit_seals'])(
    '%s is written once: even the owner cannot change, delete or empty it',
    async (table) => {
      await api.newCustomer(await api.newTenant());
      for (const statement of [
        `UPDATE ${table} SET tenant_id = tenant_id`,
        `DELETE FROM ${table}`,
        `TRUNCATE ${table} CASCADE`,
      ]) {
        await expect(api.sql(statement)).rejects.toThrow('written once');
      }
    },
  );

  test('counts refusals by minute instead of storing a row each', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const other = await api.newTenant();
    const anonymous = createClient(api.url, { tenantId });
    for (let i = 0; i < 3; i++) {
      await anonymous.post('/api/auth/login/', { json: { email: customer.email, password: 'wrong wrong' } });
      await customer.get('/api/customer/profile/', { headers: { 'X-Tenant-ID': other } });
    }
    await anonymous.post('/api/auth/refresh/', { json: { refresh_token: customer.refreshToken } });
    api.advance(20);
    await anonymous.post('/api/auth/refresh/', { json: { refresh_token: customer.refreshToken } });
    const rows = await api.sql<{ kind: string; count: number; rows: number }>(
      'SELECT kind, sum(count)::int AS count, count(*)::int AS rows FROM security_counts WHERE tenant_id = $1 GROUP BY kind ORDER BY kind',
      [tenantId],
    );
    expect(Object.fromEntries(rows.map(({ kind, count }) => [kind, count]))).toEqual({
      refresh_reused: 1,
      sign_in_failed: 3,
      tenant_mismatch: 3,
    });
    for (const { rows: minutes } of rows) expect(minutes).toBeLessThanOrEqual(2);
  });
});

test('An event whose values were erased is shown in the activity without them', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  await api.sql(
    `INSERT INTO audit_events (tenant_id, id, user_id, actor, request_id, action, values_hash)
     VALUES ($1, gen_random_uuid(), $2, 'system', '', 'user.tested', '')`,
    [customer.tenantId, customer.userId],
  );
  const { results } = (await customer.get('/api/customer/activity/')).body;
  const entry = results.find(({ action }: { action: string }) => action === 'user.tested');
  expect(entry).toMatchObject({ by: 'system', device: null, entity_id: null, changes: [] });
});
