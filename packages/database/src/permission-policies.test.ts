import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { columnValues } from './column-values.ts';
import { createDatabase, type Database } from './database.ts';
import { column, statement } from './statement.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// In SQL of a login's own: only policies and grants stand between staff and the rows of customers.

const { requests, owner } = inject('database');
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });
let database: Database;
let tenantId: string;
let ada: string;
let bob: string;

beforeAll(async () => {
  database = createDatabase(requests);
  tenantId = await newTenant(database);
  [ada, bob] = [await newCustomer(), await newCustomer()];
});
afterAll(async () => {
  await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
});

const own = ['tenantId', 'id', 'userId', 'updatedAt'] as const;
const insertAddress = insertOf('address', [...own, 'recipientName', 'line1', 'country']);
const insertSession = insertOf('session', [...own, 'expiresAt']);
const insertKey = insertOf('idempotencyKey', [
  'tenantId',
  'userId',
  'actorId',
  'key',
  'requestHash',
  'response',
  'expiresAt',
]);

const requestInfo = { requestId: 'permission-policies', address: '', agent: '' };
const expiresAt = new Date(Date.now() + 3_600_000);

const newCustomer = (sessionId: string = randomUUID()): Promise<string> =>
  newUser(database, tenantId, {
    rows: ({ email: _, ...row }) => {
      const { updatedAt: __, ...key } = row;
      return [
        insertAddress({ ...row, id: randomUUID(), recipientName: 'x', line1: 'x', country: 'DE' }),
        insertSession({ ...row, id: sessionId, expiresAt }),
        insertKey({ ...key, actorId: row.userId, key: 'x', requestHash: new Uint8Array(32), response: {}, expiresAt }),
      ];
    },
  });

const newStaff = async (role: string, sessionId?: string): Promise<string> => {
  const id = await newCustomer(sessionId);
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, id]);
  return id;
};

const permissionsOf = async (role: string): Promise<string[]> =>
  (await asOwner.query('SELECT role_permissions($1) AS held', [role])).rows[0].held;

/** Runs SQL as staff with a permission, for a customer or for the tenant, and takes it back. */
const as = async <T>(
  { staff, permission, customer = null }: { staff: string; permission: string; customer?: string | null },
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> => {
  const client = await asLogin.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT enter_staff($1, $2, NULL, $3, $4)', [tenantId, staff, permission, customer]);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

const tables = ['users', 'addresses', 'sessions', 'audit_events', 'audit_values', 'idempotency_keys', 'refresh_tokens'];

/** In which tables the transaction sees rows of a customer, without a condition of its own. */
const tablesShowing = async (client: pg.PoolClient, customer: string): Promise<string[]> => {
  const seen: string[] = [];
  for (const table of tables) {
    const key = table === 'users' ? 'id' : 'user_id';
    const { rows } = await client.query(`SELECT ${key} AS customer FROM ${table}`);
    if (rows.some((row) => row.customer === customer)) seen.push(table);
  }
  return seen;
};

type Policy = { name: string; definition: string };
const policies = async (): Promise<Policy[]> =>
  (
    await asOwner.query(`
      SELECT tablename || '.' || policyname AS name, coalesce(qual, '') || coalesce(with_check, '') AS definition
        FROM pg_policies WHERE roles @> '{doorstep_tenant}' ORDER BY 1`)
  ).rows;

describe('The policies of staff and systems', () => {
  test('ask for a permission, but for the tenant itself and for writing the trail', async () => {
    const silent = (await policies()).filter(({ definition }) => !definition.includes('app_has('));
    expect(silent.map(({ name }) => name)).toEqual([
      'audit_events.of_tenant',
      'audit_values.of_tenant',
      'tenants.of_tenant',
    ]);
  });

  test('say whether they show one customer or the whole tenant', async () => {
    for (const { name, definition } of await policies()) {
      if (name === 'tenants.of_tenant') continue;
      const ofTenant = definition.includes('app_user_id() IS NULL');
      const ofCustomer = /\b(user_)?id = app_user_id\(\)/.test(definition);
      expect([name, ofTenant || ofCustomer]).toEqual([name, true]);
    }
  });

  test('ask only for permissions that a role holds', async () => {
    const held = await permissionsOf('owner');
    const asked = (await policies()).flatMap(({ definition }) =>
      [...definition.matchAll(/'(\w+:\w+)'::text/g)].map(([, permission]) => permission),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(asked.filter((permission) => !held.includes(String(permission)))).toEqual([]);
  });
});

describe('Staff', () => {
  test.each(columnValues.user.role)('with the role %s enter with its permissions and with no other', async (role) => {
    const staff = await newStaff(role);
    const held = await permissionsOf(role);
    for (const permission of await permissionsOf('owner')) {
      const entering = as({ staff, permission }, async () => 'entered');
      if (held.includes(permission)) expect(await entering).toBe('entered');
      else await expect(entering).rejects.toMatchObject({ code: 'DS40P', message: permission });
    }
  });

  test('who act for a customer see no row of another, whatever is asked', async () => {
    const staff = await newStaff('owner');
    // No token, and no result of the customer's own requests.
    const hidden = ['refresh_tokens', 'idempotency_keys'];
    await as({ staff, permission: 'addresses:read', customer: ada }, async (client) => {
      expect(await tablesShowing(client, ada)).toEqual(tables.filter((table) => !hidden.includes(table)));
      expect(await tablesShowing(client, bob)).toEqual([]);
      const { rowCount } = await client.query("UPDATE addresses SET label = 'x'");
      expect(rowCount).toBe(1);
      const moved = client.query('UPDATE addresses SET user_id = $1', [bob]);
      await expect(moved).rejects.toThrow('row-level security');
    });
  });

  test('who act for a customer see in a scope the rows of that customer alone, where a statement forgets to ask', async () => {
    const sessionId = randomUUID();
    const actingAs = { kind: 'staff', id: await newStaff('owner', sessionId), sessionId } as const;
    const everyOwner = statement('test_every_owner', { owner: column.text }, 'SELECT user_id AS owner FROM addresses');
    const ownersFor = async (userId: string | null, permission: string): Promise<string[]> => {
      const caller = { tenantId, userId, sessionId: null, actingAs: { ...actingAs, permission } };
      const rows = await database.scope(caller, requestInfo).read(everyOwner, []);
      return rows.map(({ owner }) => owner);
    };
    expect(await ownersFor(null, 'proofs:read')).toEqual(expect.arrayContaining([ada, bob]));
    for (const customer of [ada, bob]) {
      expect(await ownersFor(customer, 'addresses:read')).toEqual([customer]);
      expect(await ownersFor(customer, 'customers:read')).toEqual([customer]);
    }
  });

  test('share no result of an idempotent request with other staff', async () => {
    const [staff, colleague] = [await newStaff('support'), await newStaff('support')];
    await as({ staff, permission: 'addresses:write', customer: ada }, async (client) => {
      const store = (actor: string) =>
        client.query(
          `INSERT INTO idempotency_keys (tenant_id, user_id, actor_id, key, request_hash, response, expires_at)
           VALUES ($1, $2, $3, 'x', '', '{}', now() + interval '1 day')`,
          [tenantId, ada, actor],
        );
      await store(staff);
      expect((await client.query('SELECT actor_id FROM idempotency_keys')).rows).toEqual([{ actor_id: staff }]);
      await expect(store(colleague)).rejects.toThrow('row-level security');
    });
  });

  test('share no result of a write that named no customer', async () => {
    const [staff, colleague] = [await newStaff('support'), await newStaff('support')];
    const store = (client: pg.PoolClient, actor: string) =>
      client.query(
        `INSERT INTO idempotency_keys (tenant_id, user_id, actor_id, key, of_tenant, request_hash, response, expires_at)
         VALUES ($1, $2, $3, 'x', true, '', '{}', now() + interval '1 day')`,
        [tenantId, ada, actor],
      );
    await as({ staff, permission: 'customers:write' }, async (client) => {
      await store(client, staff);
      expect((await client.query('SELECT actor_id FROM idempotency_keys')).rows).toEqual([{ actor_id: staff }]);
      await expect(store(client, colleague)).rejects.toThrow('row-level security');
    });
  });

  test.each([
    ['reviewer', 'proofs:read', ['users', 'addresses']],
    ['developer', 'exports:read', ['users', 'addresses', 'audit_events']],
    ['auditor', 'audit:read', ['users', 'addresses', 'sessions', 'audit_events']],
  ])(
    'with the role %s see of all customers what %s and their other permissions show',
    async (role, permission, seen) => {
      const staff = await newStaff(role);
      expect(await as({ staff, permission }, (client) => tablesShowing(client, ada))).toEqual(seen);
    },
  );

  test('with the role auditor change nothing of a customer', async () => {
    const staff = await newStaff('auditor');
    await as({ staff, permission: 'addresses:read', customer: ada }, async (client) => {
      expect((await client.query("UPDATE addresses SET label = 'x'")).rowCount).toBe(0);
      expect((await client.query("UPDATE users SET full_name = 'x'")).rowCount).toBe(0);
      const added = client.query(
        `INSERT INTO addresses (tenant_id, id, user_id, recipient_name, line1, country, updated_at)
         VALUES ($1, gen_random_uuid(), $2, 'x', 'x', 'DE', now())`,
        [tenantId, ada],
      );
      await expect(added).rejects.toThrow('row-level security');
    });
  });

  test('who read customers see the customers of their tenant alone', async () => {
    const foreign = await newUser(database, await newTenant(database));
    for (const role of ['support', 'auditor']) {
      const staff = await newStaff(role);
      await as({ staff, permission: 'customers:read' }, async (client) => {
        const { rows } = await client.query('SELECT id FROM users UNION SELECT user_id FROM customer_words');
        const ids = rows.map(({ id }) => id);
        expect([ids.includes(ada), ids.includes(bob), ids.includes(foreign)]).toEqual([true, true, false]);
      });
    }
  });

  test('count the addresses of customers of their tenant without a look at them', async () => {
    const other = await newTenant(database);
    const foreign = await newUser(database, other, {
      rows: ({ email: _, ...row }) => [
        insertAddress({ ...row, id: randomUUID(), recipientName: 'x', line1: 'x', country: 'DE' }),
      ],
    });
    const counts = 'SELECT customer, held FROM addresses_counts($1) ORDER BY held';
    const staff = await newStaff('support');
    await as({ staff, permission: 'customers:read' }, async (client) => {
      const { rows } = await client.query(counts, [[ada, foreign]]);
      expect(rows).toEqual([{ customer: ada, held: 1 }]);
      expect((await client.query("SELECT current_setting('app.counting') AS on")).rows).toEqual([{ on: '' }]);
    });
    await as({ staff, permission: 'customers:read', customer: ada }, async (client) => {
      expect((await client.query(counts, [[ada, bob]])).rows).toEqual([{ customer: ada, held: 1 }]);
    });
    await as({ staff: await newStaff('reviewer'), permission: 'proofs:read' }, async (client) => {
      expect((await client.query(counts, [[ada]])).rows).toEqual([]);
    });
  });

  test('add customers only without a password, and change none who has a role', async () => {
    const staff = await newStaff('support');
    const other = await newStaff('support');
    const insert = `INSERT INTO users (tenant_id, id, email, email_key, status, updated_at)
      VALUES ($1, gen_random_uuid(), $2, $2, $3, now())`;
    await as({ staff, permission: 'customers:write' }, async (client) => {
      expect((await client.query(insert, [tenantId, 'new@example.com', 'invited'])).rowCount).toBe(1);
      const renamed = await client.query('UPDATE users SET email = $1, email_key = $1 WHERE id = $2', ['x@y.z', other]);
      expect(renamed.rowCount).toBe(0);
      await expect(client.query(insert, [tenantId, 'old@example.com', 'inactive'])).rejects.toThrow(
        'row-level security',
      );
    });
    await as({ staff: await newStaff('auditor'), permission: 'customers:read' }, async (client) => {
      await expect(client.query(insert, [tenantId, 'new@example.com', 'invited'])).rejects.toThrow(
        'row-level security',
      );
    });
  });

  test('cannot give a customer an e-mail that counts as confirmed', async () => {
    const customer = await newCustomer();
    await asOwner.query('UPDATE users SET email_verified_at = now() WHERE id = $1', [customer]);
    await as({ staff: await newStaff('support'), permission: 'customers:write', customer }, async (client) => {
      await client.query("UPDATE users SET email = 'x@y.z', email_key = 'x@y.z'");
      const { rows } = await client.query('SELECT email, email_verified_at AS at FROM users');
      expect(rows).toEqual([{ email: 'x@y.z', at: null }]);
    });
  });

  test('act for no account with a role, no customer of another tenant and none that is unknown', async () => {
    const staff = await newStaff('owner');
    const foreign = await newUser(database, await newTenant(database));
    for (const customer of [staff, await newStaff('support'), foreign, randomUUID()]) {
      const entering = as({ staff, permission: 'customers:read', customer }, async () => 'entered');
      await expect(entering).rejects.toMatchObject({ code: 'DS404' });
    }
  });

  test.each([
    'SELECT password_hash FROM users',
    'SELECT token_hash FROM refresh_tokens',
    'SELECT token_hash FROM mailed_tokens',
    'UPDATE users SET role = $$owner$$',
    'UPDATE users SET email_verified_at = now()',
    'UPDATE users SET password_hash = $$another$$',
  ])('may not run %s', async (sql) => {
    const staff = await newStaff('owner');
    const running = as({ staff, permission: 'customers:write', customer: ada }, (client) => client.query(sql));
    await expect(running).rejects.toThrow('permission denied');
  });
});

describe('An API key', () => {
  const secret = randomBytes(32);

  const newKey = async (set = ''): Promise<string> => {
    const id = randomUUID();
    await asOwner.query(
      `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
       VALUES ($1, $2, 'x', $3, 'abcd', '{customers:read,keys:write}', '{}', 60, now())`,
      [tenantId, id, secret],
    );
    if (set) await asOwner.query(`UPDATE api_keys SET ${set} WHERE id = $1`, [id]);
    return id;
  };

  type KeyUse = { id: string; hash?: Buffer; tenant?: string; client?: string; needed?: string; customer?: string };

  const withKey = async <T>(
    { id, hash = secret, tenant = tenantId, client = '203.0.113.9', needed = 'keys:write', customer }: KeyUse,
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> => {
    const connection = await asLogin.connect();
    try {
      await connection.query('BEGIN');
      const values = [tenant, id, hash, client, needed, customer];
      await connection.query('SELECT enter_key($1, $2, $3, $4, $5, $6)', values);
      return await work(connection);
    } finally {
      await connection.query('ROLLBACK');
      connection.release();
    }
  };

  const entering = (key: KeyUse) => withKey(key, async () => 'entered');

  test('enters with its secret, while it is live, from its networks', async () => {
    const bound = await newKey("allowed_networks = '{203.0.113.0/24,2001:db8::/32}'");
    expect(await entering({ id: bound })).toBe('entered');
    expect(await entering({ id: bound, client: '2001:db8::1' })).toBe('entered');
    await expect(entering({ id: bound, client: '198.51.100.1' })).rejects.toMatchObject({ code: 'DSK04' });
    await expect(entering({ id: bound, hash: randomBytes(32) })).rejects.toMatchObject({ code: 'DSK01' });
    await expect(entering({ id: bound, tenant: randomUUID() })).rejects.toMatchObject({ code: 'DSK01' });
    const revoked = await newKey('revoked_at = now()');
    await expect(entering({ id: revoked })).rejects.toMatchObject({ code: 'DSK02' });
    const expired = await newKey('expires_at = now()');
    await expect(entering({ id: expired })).rejects.toMatchObject({ code: 'DSK03' });
    await expect(entering({ id: bound, needed: 'keys:read' })).rejects.toMatchObject({ code: 'DS40P' });
  });

  test('makes no key, and sees the rows of one customer where it acts for one', async () => {
    const id = await newKey();
    await withKey({ id }, async (client) => {
      const copy = client.query(
        `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
         VALUES ($1, gen_random_uuid(), 'x', '', '', '{keys:write}', '{}', 60, now())`,
        [tenantId],
      );
      await expect(copy).rejects.toThrow('row-level security');
    });
    await withKey({ id, needed: 'customers:read', customer: ada }, async (client) => {
      expect(await tablesShowing(client, ada)).toEqual(['users', 'sessions', 'audit_events', 'audit_values']);
      expect(await tablesShowing(client, bob)).toEqual([]);
    });
  });

  test.each([
    "permissions = '{customers:read,keys:write,settings:write}'",
    "expires_at = now() + interval '1 year'",
    'revoked_at = NULL',
  ])('does not become stronger by %s', async (set) => {
    const id = await newKey("expires_at = now() + interval '1 day', revoked_at = now() + interval '1 hour'");
    const staff = await newStaff('owner');
    const changing = as({ staff, permission: 'keys:write' }, (client) =>
      client.query(`UPDATE api_keys SET ${set} WHERE id = $1`, [id]),
    );
    await expect(changing).rejects.toThrow('cannot become stronger');
  });

  test('made by staff has no permission that they lack', async () => {
    const staff = await newStaff('developer');
    const making = (permissions: string) =>
      as({ staff, permission: 'keys:write' }, (client) =>
        client.query(
          `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
           VALUES ($1, gen_random_uuid(), 'x', '', '', $2, '{}', 60, now())`,
          [tenantId, permissions],
        ),
      );
    expect((await making('{keys:read}')).rowCount).toBe(1);
    await expect(making('{keys:read,customers:read}')).rejects.toThrow('row-level security');
  });
});

test('A customer’s transaction inherits nothing from the role of staff', async () => {
  const { rows } = await asOwner.query("SELECT pg_has_role('doorstep_app', 'doorstep_tenant', 'USAGE') AS inherits");
  expect(rows[0].inherits).toBe(false);
});
