import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { useLogin } from './test-login.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// Runs SQL directly as a login, so that only policies, grants and triggers protect the rows.

const login = useLogin();
const { asOwner, database, behind } = login;

const insertAddress = insertOf('address', [
  ...(['tenantId', 'id', 'userId', 'updatedAt', 'recipientName', 'line1', 'country'] as const),
]);

/** A customer with an address. */
const newCustomer = (tenant = login.tenantId): Promise<string> =>
  newUser(database, tenant, {
    rows: ({ email: _, ...row }) => [
      insertAddress({ ...row, id: randomUUID(), recipientName: 'x', line1: 'x', country: 'DE' }),
    ],
  });

const newStaff = async (role: string): Promise<string> => {
  const id = await newCustomer();
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, id]);
  return id;
};

const insert = `INSERT INTO webhooks (tenant_id, id, url, types, description, payload, ordered, permissions, secret_id, scheduled_to, updated_at)
  VALUES ($1, $2, 'https://example.com/', '{}', '', $3, false, $4, gen_random_uuid(), 0, now())`;

const newWebhook = async (permissions: string, payload = 'full'): Promise<string> => {
  const id = randomUUID();
  await asOwner.query(insert, [login.tenantId, id, payload, permissions]);
  return id;
};

const delivering = <T>(id: string, work: (client: pg.PoolClient) => Promise<T>, tenant = login.tenantId) =>
  behind('enter_webhook($1, $2)', [tenant, id], work);
const asStaff = <T>(staff: string, work: (client: pg.PoolClient) => Promise<T>) =>
  behind('enter_staff($1, $2, NULL, $3, NULL)', [login.tenantId, staff, 'webhooks:write'], work);

/** Whether a transaction sees rows of a customer in tables. */
const sees = async (client: pg.PoolClient, customer: string): Promise<boolean[]> => {
  const seen: boolean[] = [];
  for (const [table, column] of [
    ['users', 'id'],
    ['addresses', 'user_id'],
    ['audit_events', 'user_id'],
  ] as const) {
    const { rowCount } = await client.query(`SELECT FROM ${table} WHERE ${column} = $1`, [customer]);
    seen.push((rowCount ?? 0) > 0);
  }
  return seen;
};

test('A delivery sees events, and of customers what its webhook was given', async () => {
  const [ada, foreigner] = [await newCustomer(), await newCustomer(await newTenant(database))];
  const full = await newWebhook('{customers:read,addresses:read}');
  expect(await delivering(full, (client) => sees(client, ada))).toEqual([true, true, true]);
  expect(await delivering(full, (client) => sees(client, foreigner))).toEqual([false, false, false]);
  const ofAddresses = await newWebhook('{addresses:read}');
  expect(await delivering(ofAddresses, (client) => sees(client, ada))).toEqual([false, true, true]);
  const thin = await newWebhook('{}', 'thin');
  expect(await delivering(thin, (client) => sees(client, ada))).toEqual([false, false, true]);
  await delivering(full, async (client) => {
    expect((await client.query("UPDATE addresses SET label = 'x'")).rowCount).toBe(0);
    await expect(client.query('SELECT password_hash FROM users')).rejects.toThrow('permission denied');
  });
});

test('A delivery is refused once its webhook or tenant has ended', async () => {
  const entering = (id: string, tenant?: string) => delivering(id, async () => 'entered', tenant);
  const live = await newWebhook('{}', 'thin');
  expect(await entering(live)).toBe('entered');
  const disabled = await newWebhook('{}', 'thin');
  await asOwner.query("UPDATE webhooks SET status = 'disabled', disabled_reason = 'gone' WHERE id = $1", [disabled]);
  for (const id of [disabled, randomUUID()]) await expect(entering(id)).rejects.toMatchObject({ code: 'DSW01' });
  await expect(entering(live, await newTenant(database))).rejects.toMatchObject({ code: 'DSW01' });
});

test('A webhook gets no permission that its creator lacks', async () => {
  const [developer, admin] = [await newStaff('developer'), await newStaff('admin')];
  const create = (staff: string, permissions: string, payload = 'full') =>
    asStaff(staff, (client) => client.query(insert, [login.tenantId, randomUUID(), payload, permissions]));
  expect((await create(admin, '{customers:read}')).rowCount).toBe(1);
  expect((await create(developer, '{}', 'thin')).rowCount).toBe(1);
  await expect(create(developer, '{customers:read}')).rejects.toThrow('row-level security');
  await expect(create(admin, '{customers:read}', 'thin')).rejects.toThrow('webhooks_permissions');
});

test.each(["url = 'https://elsewhere.example.com/'", "types = '{address.created}'"])(
  'A webhook with data cannot be changed by %s by one who may not read the data',
  async (set) => {
    const id = await newWebhook('{customers:read}');
    const change = (staff: string) =>
      asStaff(staff, (client) => client.query(`UPDATE webhooks SET ${set} WHERE id = $1`, [id]));
    await expect(change(await newStaff('developer'))).rejects.toThrow('no more than the caller may read');
    expect((await change(await newStaff('admin'))).rowCount).toBe(1);
  },
);
