import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { expect, test } from 'vitest';
import { useLogin } from './test-login.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// Runs SQL directly as a login, so that only policies and grants protect the rows.

const login = useLogin();
const { asOwner, database, behind } = login;

const insertAddress = insertOf('address', [
  ...(['tenantId', 'id', 'userId', 'updatedAt', 'recipientName', 'line1', 'country', 'deletedAt'] as const),
]);

/** A customer with an address. */
const newCustomer = (tenant = login.tenantId, deletedAt: Date | null = null): Promise<string> =>
  newUser(database, tenant, {
    rows: ({ email: _, ...row }) => [
      insertAddress({ ...row, id: randomUUID(), recipientName: 'x', line1: 'x', country: 'DE', deletedAt }),
    ],
  });

const newStaff = async (role: string): Promise<string> => {
  const id = await newCustomer();
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, id]);
  return id;
};

type Creation = { actor: 'staff' | 'key' | 'operator'; actorId?: string; proofs?: boolean };

const newExport = async ({ actor, actorId, proofs = false }: Creation): Promise<string> => {
  const id = randomUUID();
  await asOwner.query(
    `INSERT INTO exports (tenant_id, id, format, includes_proofs, actor, actor_id, updated_at)
     VALUES ($1, $2, 'zip', $3, $4, $5, now())`,
    [login.tenantId, id, proofs, actor, actorId],
  );
  return id;
};

const within = <T>(id: string, work: (client: pg.PoolClient, actor: string) => Promise<T>, tenant = login.tenantId) =>
  behind('enter_export($1, $2)', [tenant, id], work);
const entering = (id: string, tenant?: string) => within(id, async (_, actor) => actor, tenant);

const idsIn = async (client: pg.PoolClient, table: 'users' | 'addresses'): Promise<string[]> => {
  const { rows } = await client.query(`SELECT ${table === 'users' ? 'id' : 'user_id'} AS id FROM ${table}`);
  return rows.map(({ id }) => id);
};

test('An export shows the customers of its tenant with their live addresses, and nothing else', async () => {
  const [ada, staff, former] = [
    await newCustomer(),
    await newStaff('developer'),
    await newCustomer(login.tenantId, new Date()),
  ];
  const foreign = await newCustomer(await newTenant(database));
  await within(await newExport({ actor: 'staff', actorId: staff }), async (client, actor) => {
    expect(actor).toBe('staff');
    const users = await idsIn(client, 'users');
    expect([ada, former, staff, foreign].map((id) => users.includes(id))).toEqual([true, true, false, false]);
    const owners = await idsIn(client, 'addresses');
    expect([ada, former, foreign].map((id) => owners.includes(id))).toEqual([true, false, false]);
    expect((await client.query("UPDATE addresses SET label = 'x'")).rowCount).toBe(0);
    expect((await client.query("UPDATE users SET full_name = 'x'")).rowCount).toBe(0);
    expect((await client.query('SELECT FROM sessions')).rowCount).toBe(0);
    await expect(client.query('SELECT password_hash FROM users')).rejects.toThrow('permission denied');
  });
});

test('An export is refused once it or its creator has ended', async () => {
  const staff = await newStaff('developer');
  const live = await newExport({ actor: 'staff', actorId: staff });
  expect(await entering(live)).toBe('staff');
  expect(await entering(await newExport({ actor: 'operator' }))).toBe('system');
  const ended = await newExport({ actor: 'staff', actorId: staff });
  await asOwner.query('UPDATE exports SET deleted_at = now() WHERE id = $1', [ended]);
  const refused = [
    ended,
    await newExport({ actor: 'staff', actorId: staff, proofs: true }),
    await newExport({ actor: 'staff', actorId: await newStaff('support') }),
    await newExport({ actor: 'staff', actorId: await newCustomer() }),
    await newExport({ actor: 'key', actorId: randomUUID() }),
    randomUUID(),
  ];
  for (const id of refused) await expect(entering(id)).rejects.toMatchObject({ code: 'DSE01' });
  await expect(entering(live, await newTenant(database))).rejects.toMatchObject({ code: 'DSE01' });
  await asOwner.query("UPDATE users SET blocked_at = now(), blocked_reason = 'x' WHERE id = $1", [staff]);
  await expect(entering(live)).rejects.toMatchObject({ code: 'DSE01' });
});

test('An export names its creator, and includes proofs only for one who may read them', async () => {
  const staff = await newStaff('developer');
  const insert = (actorId: string, proofs: boolean) =>
    behind('enter_staff($1, $2, NULL, $3, NULL)', [login.tenantId, staff, 'exports:read'], (client) =>
      client.query(
        `INSERT INTO exports (tenant_id, id, format, includes_proofs, actor, actor_id, updated_at)
         VALUES ($1, gen_random_uuid(), 'zip', $2, 'staff', $3, now())`,
        [login.tenantId, proofs, actorId],
      ),
    );
  expect((await insert(staff, false)).rowCount).toBe(1);
  await expect(insert(staff, true)).rejects.toThrow('row-level security');
  await expect(insert(await newStaff('owner'), false)).rejects.toThrow('row-level security');
});
