import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// In SQL of a login's own, without any of our "where": only the policies stand between these callers and a row.

const { requests, owner } = inject('database');
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });
let database: Database;
let people: Record<'ada' | 'bob' | 'staff' | 'foreigner' | 'foreignStaff', Person>;

type Person = { tenantId: string; userId: string; sessionId: string };
type Entering = { tenantId: string; userId: string | null; sessionId: string | null };

beforeAll(async () => {
  database = createDatabase(requests);
  const [tenant, foreign] = [await newTenant(database), await newTenant(database)];
  people = {
    ada: await newPerson(tenant),
    bob: await newPerson(tenant),
    staff: await newPerson(tenant, 'staff'),
    foreigner: await newPerson(foreign),
    foreignStaff: await newPerson(foreign, 'staff'),
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
const insertKey = insertOf('idempotencyKey', ['tenantId', 'userId', 'key', 'requestHash', 'response', 'expiresAt']);

/** Somebody with a row in every table that has a customer's rows. */
const newPerson = async (tenantId: string, role: 'customer' | 'staff' = 'customer'): Promise<Person> => {
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
        insertKey({ ...key, key: 'x', requestHash: tokenHash, response: {}, expiresAt }),
      ];
    },
  });
  const person = { tenantId, userId, sessionId };
  await asOwner.query('UPDATE users SET role = $1 WHERE id = $2', [role, person.userId]);
  return person;
};

/** Runs SQL as somebody, and takes it back. */
const as = async <T>(caller: Entering, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
  const client = await asLogin.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT enter($1, $2, $3)', [caller.tenantId, caller.userId, caller.sessionId]);
    return await work(client);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

const systemOf = ({ tenantId }: Person): Entering => ({ tenantId, userId: null, sessionId: null });

/** Every table with rows of somebody that requests may see, and the column that says whose they are. */
const tablesBy = async (column: 'user_id' | 'tenant_id'): Promise<{ table: string; key: string }[]> => {
  const { rows } = await asOwner.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = $1
      WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
        AND has_table_privilege('doorstep_app', c.oid, 'SELECT') ORDER BY 1`,
    [column],
  );
  const itself = column === 'user_id' ? 'users' : 'tenants';
  return [{ table: itself, key: 'id' }, ...rows.map(({ name }) => ({ table: name, key: column }))];
};

/** In which tables somebody sees rows whose key is `value`. */
const seenBy = async (caller: Entering, column: 'user_id' | 'tenant_id', value: string): Promise<string[]> => {
  const tables = await tablesBy(column);
  return as(caller, async (client) => {
    const seen: string[] = [];
    for (const { table, key } of tables) {
      const { rows } = await client.query(`SELECT FROM ${table} WHERE ${key} = $1`, [value]);
      if (rows.length > 0) seen.push(table);
    }
    return seen;
  });
};

/** What comes of writing the rows of `person` again with another key, in each table. */
const copiesBy = async (caller: Entering, person: Person, column: 'user_id' | 'tenant_id', value: string) => {
  const from = column === 'user_id' ? person.userId : person.tenantId;
  const tables = await tablesBy(column);
  return as(caller, async (client) => {
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
  test('sees rows of their own in every table', async () => {
    const { ada } = people;
    const tables = (await tablesBy('user_id')).map(({ table }) => table);
    expect(tables.length).toBeGreaterThan(7);
    expect(await seenBy(ada, 'user_id', ada.userId)).toEqual(tables);
    expect(await seenBy(systemOf(ada), 'user_id', ada.userId)).toEqual(tables);
  });

  test('sees no row of another customer of the tenant, and staff what staff may', async () => {
    const { ada, bob, staff } = people;
    expect(await seenBy(bob, 'user_id', ada.userId)).toEqual([]);
    expect(await seenBy({ ...bob, sessionId: null }, 'user_id', ada.userId)).toEqual([]);
    expect(await seenBy(staff, 'user_id', ada.userId)).toEqual(['users', 'addresses']);
  });

  test('writes no row for another', async () => {
    const { ada, bob } = people;
    for (const [table, fault] of await copiesBy(bob, bob, 'user_id', ada.userId)) {
      expect([table, fault]).toEqual([table, expect.stringContaining('row-level security')]);
    }
  });

  test('changes no row of another', async () => {
    const { ada, bob } = people;
    const tables = await tablesBy('user_id');
    await as(bob, async (client) => {
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
  test('has rows in every table that its own machinery sees', async () => {
    const { ada } = people;
    const tables = (await tablesBy('tenant_id')).map(({ table }) => table);
    expect(await seenBy(systemOf(ada), 'tenant_id', ada.tenantId)).toEqual(tables);
  });

  test('has no row that anybody of another tenant sees', async () => {
    const { ada, foreigner, foreignStaff } = people;
    for (const caller of [foreigner, foreignStaff, systemOf(foreigner)]) {
      expect(await seenBy(caller, 'tenant_id', ada.tenantId)).toEqual([]);
    }
  });

  test('gets no row from another tenant', async () => {
    const { ada, foreigner, foreignStaff } = people;
    for (const caller of [systemOf(foreigner), foreigner, foreignStaff]) {
      const person = { ...foreigner, ...(caller.userId && { userId: caller.userId }) };
      for (const [table, fault] of await copiesBy(caller, person, 'tenant_id', ada.tenantId)) {
        expect([table, fault]).toEqual([table, expect.stringMatching(/row-level security|permission denied/)]);
      }
    }
  });
});

describe('Nobody enters', () => {
  const setSession = 'UPDATE sessions SET';
  const setUser = 'UPDATE users SET';

  test.each([
    ['in a session that has run out', `${setSession} expires_at = now() WHERE id = $1`, 'sessionId'],
    ['in a session that was revoked', `${setSession} revoked_at = now() WHERE id = $1`, 'sessionId'],
    ['in a session that was deleted', `${setSession} deleted_at = now() WHERE id = $1`, 'sessionId'],
    ['as a user who is not active', `${setUser} status = 'inactive' WHERE id = $1`, 'userId'],
    ['as a user who was deleted', `${setUser} deleted_at = now() WHERE id = $1`, 'userId'],
  ] as const)('%s', async (_how, change, of) => {
    const person = await newPerson(people.ada.tenantId);
    expect(await as(person, async () => 'entered')).toBe('entered');
    await asOwner.query(change, [person[of]]);
    await expect(as(person, async () => 'entered')).rejects.toMatchObject({ code: 'DS401' });
    const bySignedLink = as({ ...person, sessionId: null }, async () => 'entered');
    if (of === 'userId') await expect(bySignedLink).rejects.toMatchObject({ code: 'DS401' });
    else expect(await bySignedLink).toBe('entered');
  });

  test('in the session of another, or as somebody of another tenant', async () => {
    const { ada, bob, foreigner } = people;
    const strangers = [
      { ...ada, sessionId: bob.sessionId },
      { ...ada, sessionId: foreigner.sessionId },
      { ...ada, tenantId: foreigner.tenantId },
      { ...foreigner, tenantId: ada.tenantId, sessionId: null },
    ];
    for (const caller of strangers) {
      await expect(as(caller, async () => 'entered')).rejects.toMatchObject({ code: 'DS401' });
    }
  });

  test('in a tenant that is not active', async () => {
    const person = await newPerson(await newTenant(database));
    await asOwner.query("UPDATE tenants SET status = 'inactive' WHERE id = $1", [person.tenantId]);
    for (const caller of [person, systemOf(person)]) {
      await expect(as(caller, async () => 'entered')).rejects.toMatchObject({ code: 'DS403' });
    }
  });
});
