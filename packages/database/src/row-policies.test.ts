import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// Runs SQL directly as a login, without the conditions of our statements, so that only the policies protect the rows.

const { requests, owner } = inject('database');
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });
let database: Database;
let people: Record<'ada' | 'bob' | 'staff' | 'foreigner' | 'foreignStaff', Person>;

type Person = { tenantId: string; userId: string; sessionId: string };
type Caller = { tenantId: string; userId: string | null; sessionId: string | null; permission?: string };

beforeAll(async () => {
  database = createDatabase(requests);
  const [tenant, foreign] = [await newTenant(database), await newTenant(database)];
  for (const id of [tenant, foreign]) {
    await insertApiKey(id);
    await insertExport(id);
    await insertImport(id);
    await insertWebhook(id);
  }
  people = {
    ada: await newPerson(tenant),
    bob: await newPerson(tenant),
    staff: await newPerson(tenant, 'reviewer'),
    foreigner: await newPerson(foreign),
    foreignStaff: await newPerson(foreign, 'reviewer'),
  };
});
afterAll(async () => {
  await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
});

const own = ['tenantId', 'id', 'userId', 'updatedAt'] as const;
const insertSession = insertOf('session', [...own, 'expiresAt']);
const insertToken = insertOf('refreshToken', [...own, 'sessionId', 'tokenHash', 'childSalt', 'expiresAt']);
const insertMailedToken = insertOf('mailedToken', [...own, 'kind', 'email', 'tokenHash', 'expiresAt']);
const insertMail = insertOf('mail', [...own, 'kind', 'recipient', 'sentAt']);
const insertAddress = insertOf('address', [...own, 'recipientName', 'line1', 'country']);
const insertKey = insertOf('idempotencyKey', [
  'tenantId',
  'userId',
  'actorId',
  'key',
  'requestHash',
  'response',
  'expiresAt',
]);

/** An API key, the row of a tenant that belongs to no customer. */
const insertApiKey = (tenantId: string) =>
  asOwner.query(
    `INSERT INTO api_keys (tenant_id, id, name, secret_hash, last_four, permissions, allowed_networks, rate_per_minute, updated_at)
     VALUES ($1, gen_random_uuid(), 'x', '', '', '{keys:read}', '{}', 1, now())`,
    [tenantId],
  );

/** An export, which belongs to no customer either. */
const insertExport = (tenantId: string) =>
  asOwner.query(
    `INSERT INTO exports (tenant_id, id, format, includes_proofs, actor, updated_at)
     VALUES ($1, gen_random_uuid(), 'ndjson', false, 'operator', now())`,
    [tenantId],
  );

const insertImport = (tenantId: string) =>
  asOwner.query(
    `INSERT INTO imports (tenant_id, id, mode, file_size, file_hash, actor, updated_at)
     VALUES ($1, gen_random_uuid(), 'upsert', 1, '', 'operator', now())`,
    [tenantId],
  );

const insertWebhook = (tenantId: string) =>
  asOwner.query(
    `INSERT INTO webhooks (tenant_id, id, url, types, description, payload, ordered, permissions, secret_id, scheduled_to, updated_at)
     VALUES ($1, gen_random_uuid(), 'https://example.com/', '{}', '', 'thin', false, '{}', gen_random_uuid(), 0, now())`,
    [tenantId],
  );

/** A user with a row in every table that has rows of customers. */
const newPerson = async (tenantId: string, role: 'customer' | 'reviewer' = 'customer'): Promise<Person> => {
  const secret = () => new Uint8Array(randomBytes(32));
  const expiresAt = new Date(Date.now() + 3_600_000);
  const sessionId = randomUUID();
  const tokenHash = secret();
  const userId = await newUser(database, tenantId, {
    rows: ({ email, ...own }) => {
      const { updatedAt: _, ...key } = own;
      const id = randomUUID();
      return [
        insertSession({ ...own, id: sessionId, expiresAt }),
        insertToken({ ...own, id, sessionId, tokenHash, childSalt: secret(), expiresAt }),
        insertMailedToken({ ...own, id, kind: 'verify', email, tokenHash, expiresAt }),
        insertMail({ ...own, id, kind: 'none', recipient: email, sentAt: new Date() }),
        insertAddress({ ...own, id, recipientName: 'x', line1: 'x', country: 'DE' }),
        insertKey({ ...key, actorId: key.userId, key: 'x', requestHash: tokenHash, response: {}, expiresAt }),
      ];
    },
  });
  const person = { tenantId, userId, sessionId };
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, person.userId]);
  return person;
};

/** Runs SQL as a caller, and rolls it back. */
const runAs = async <T>(caller: Caller, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await asLogin.connect();
  try {
    await client.query('BEGIN');
    const { tenantId, userId, sessionId, permission } = caller;
    if (permission)
      await client.query('SELECT enter_staff($1, $2, $3, $4, NULL)', [tenantId, userId, sessionId, permission]);
    else await client.query('SELECT enter($1, $2, $3)', [tenantId, userId, sessionId]);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

const reviewing = (person: Person): Caller => ({ ...person, permission: 'proofs:read' });
const systemOf = ({ tenantId }: Person): Caller => ({ tenantId, userId: null, sessionId: null });

/** Every table with rows of a user or tenant that requests may read, and the column with its id. */
const tablesWith = async (column: 'user_id' | 'tenant_id'): Promise<{ table: string; key: string }[]> => {
  const { rows } = await asOwner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $1
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND has_table_privilege('doorstep_app', c.oid, 'SELECT') ORDER BY 1`,
    [column],
  );
  const ownTable = column === 'user_id' ? 'users' : 'tenants';
  return [{ table: ownTable, key: 'id' }, ...rows.map(({ name }) => ({ table: name, key: column }))];
};

/** The tables in which a caller sees rows whose key is `value`. */
const tablesVisibleTo = async (caller: Caller, column: 'user_id' | 'tenant_id', value: string): Promise<string[]> => {
  const tables = await tablesWith(column);
  return runAs(caller, async (client) => {
    const seen: string[] = [];
    for (const { table, key } of tables) {
      await client.query('SAVEPOINT before');
      // A table without a grant shows no row either.
      const { rows } = await client.query(`SELECT FROM ${table} WHERE ${key} = $1`, [value]).catch(async () => {
        await client.query('ROLLBACK TO before');
        return { rows: [] };
      });
      if (rows.length > 0) seen.push(table);
    }
    return seen;
  });
};

/** Tries to copy the rows of `person` with another key, in each table. Returns the results. */
const copyRows = async (caller: Caller, person: Person, column: 'user_id' | 'tenant_id', value: string) => {
  const from = column === 'user_id' ? person.userId : person.tenantId;
  const tables = await tablesWith(column);
  return runAs(caller, async (client) => {
    const faults: [string, string][] = [];
    for (const { table, key } of tables) {
      await client.query('SAVEPOINT before');
      const copy = `INSERT INTO ${table} SELECT (jsonb_populate_record(r, jsonb_build_object($1::text, $2::text))).*
        FROM ${table} r WHERE ${key} = $3`;
      const fault = await client.query(copy, [key, value, from]).then(
        ({ rowCount }) => `wrote ${rowCount}`,
        (error: Error) => error.message,
      );
      await client.query('ROLLBACK TO before');
      faults.push([table, fault]);
    }
    return faults;
  });
};

describe('A customer', () => {
  test('sees their own rows in every table', async () => {
    const { ada } = people;
    const tables = (await tablesWith('user_id')).map(({ table }) => table);
    expect(tables.length).toBeGreaterThan(7);
    expect(await tablesVisibleTo(ada, 'user_id', ada.userId)).toEqual(tables);
    expect(await tablesVisibleTo(systemOf(ada), 'user_id', ada.userId)).toEqual(tables);
  });

  test('sees no row of another customer, while staff see users and addresses', async () => {
    const { ada, bob, staff } = people;
    expect(await tablesVisibleTo(bob, 'user_id', ada.userId)).toEqual([]);
    expect(await tablesVisibleTo({ ...bob, sessionId: null }, 'user_id', ada.userId)).toEqual([]);
    expect(await tablesVisibleTo(staff, 'user_id', ada.userId)).toEqual([]);
    expect(await tablesVisibleTo(reviewing(staff), 'user_id', ada.userId)).toEqual(['users', 'addresses']);
  });

  test('cannot insert a row for another customer', async () => {
    const { ada, bob } = people;
    for (const [table, fault] of await copyRows(bob, bob, 'user_id', ada.userId)) {
      expect([table, fault]).toEqual([table, expect.stringContaining('row-level security')]);
    }
  });

  test('cannot change a row of another customer', async () => {
    const { ada, bob } = people;
    const tables = await tablesWith('user_id');
    await runAs(bob, async (client) => {
      const changed: string[] = [];
      for (const { table, key } of tables) {
        const { rows } = await client.query("SELECT has_any_column_privilege($1, 'UPDATE') AS may", [table]);
        if (!rows[0].may) continue;
        const { rowCount } = await client.query(`UPDATE ${table} SET version = version WHERE ${key} = $1`, [
          ada.userId,
        ]);
        changed.push(`${table} ${rowCount}`);
      }
      expect(changed).toEqual(['users 0', 'addresses 0', 'mailed_tokens 0', 'refresh_tokens 0', 'sessions 0']);
    });
  });
});

describe('A tenant', () => {
  test('has rows in every table, all visible to the system', async () => {
    const { ada } = people;
    const tables = (await tablesWith('tenant_id')).map(({ table }) => table);
    expect(await tablesVisibleTo(systemOf(ada), 'tenant_id', ada.tenantId)).toEqual(tables);
  });

  test('has no row that is visible to another tenant', async () => {
    const { ada, foreigner, foreignStaff } = people;
    for (const caller of [foreigner, foreignStaff, reviewing(foreignStaff), systemOf(foreigner)]) {
      expect(await tablesVisibleTo(caller, 'tenant_id', ada.tenantId)).toEqual([]);
    }
  });

  test('cannot get a row from another tenant', async () => {
    const { ada, foreigner, foreignStaff } = people;
    for (const caller of [systemOf(foreigner), foreigner, foreignStaff]) {
      const person = { ...foreigner, ...(caller.userId && { userId: caller.userId }) };
      for (const [table, fault] of await copyRows(caller, person, 'tenant_id', ada.tenantId)) {
        expect([table, fault]).toEqual([table, expect.stringMatching(/row-level security|permission denied/)]);
      }
    }
  });
});

describe('enter() fails', () => {
  const setSession = 'UPDATE sessions SET';
  const setUser = 'UPDATE users SET';

  test.each([
    ['for an expired session', `${setSession} expires_at = now() WHERE id = $1`, 'sessionId'],
    ['for a revoked session', `${setSession} revoked_at = now() WHERE id = $1`, 'sessionId'],
    ['for a deleted session', `${setSession} deleted_at = now() WHERE id = $1`, 'sessionId'],
    ['for an inactive user', `${setUser} status = 'inactive' WHERE id = $1`, 'userId'],
    ['for a deleted user', `${setUser} deleted_at = now() WHERE id = $1`, 'userId'],
  ] as const)('%s', async (_how, change, of) => {
    const person = await newPerson(people.ada.tenantId);
    expect(await runAs(person, async () => 'entered')).toBe('entered');
    await asOwner.query(change, [person[of]]);
    await expect(runAs(person, async () => 'entered')).rejects.toMatchObject({ code: 'DS401' });
    const bySignedLink = runAs({ ...person, sessionId: null }, async () => 'entered');
    if (of === 'userId') await expect(bySignedLink).rejects.toMatchObject({ code: 'DS401' });
    else expect(await bySignedLink).toBe('entered');
  });

  test('for a session of another user, and for a user of another tenant', async () => {
    const { ada, bob, foreigner } = people;
    const mismatched = [
      { ...ada, sessionId: bob.sessionId },
      { ...ada, sessionId: foreigner.sessionId },
      { ...ada, tenantId: foreigner.tenantId },
      { ...foreigner, tenantId: ada.tenantId, sessionId: null },
    ];
    for (const caller of mismatched) {
      await expect(runAs(caller, async () => 'entered')).rejects.toMatchObject({ code: 'DS401' });
    }
  });

  test('for an inactive tenant', async () => {
    const person = await newPerson(await newTenant(database));
    await asOwner.query("UPDATE tenants SET status = 'inactive' WHERE id = $1", [person.tenantId]);
    for (const caller of [person, systemOf(person)]) {
      await expect(runAs(caller, async () => 'entered')).rejects.toMatchObject({ code: 'DS403' });
    }
  });
});
