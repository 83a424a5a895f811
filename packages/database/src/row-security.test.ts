import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import { listPending, migrate } from './migrate.ts';
import { schemaDrift } from './schema-drift.ts';
import { column, columnsOf, command, statement, updateOf } from './statement.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

const { requests, owner } = inject('database');
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });
let database: Database;

beforeAll(() => {
  database = createDatabase(requests);
});
afterAll(async () => {
  await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
});

const requestInfo = { requestId: 'row-security', address: '', agent: '' };

const newTenantWithUser = async () => {
  const tenantId = await newTenant(database);
  return { tenantId, userId: await newUser(database, tenantId) };
};

describe('Migrations', () => {
  test('create the schema of schema.prisma', async () => {
    expect(await schemaDrift(owner)).toBe('');
  });

  test('are applied once, and the login of requests can check that', async () => {
    expect(await migrate(owner)).toEqual([]);
    expect(await listPending(requests)).toEqual([]);
  });
});

const countOf = (name: string, from: string) =>
  statement(name, { count: column.number }, `SELECT count(*)::int AS count FROM ${from}`);
const countUsers = countOf('count_users', 'users');
const countTenants = countOf('count_tenants', 'tenants');
const countUsersOf = countOf('count_users_of', 'users WHERE tenant_id = $1');
const countEventsOfOthers = countOf('count_events_of_others', 'audit_events WHERE user_id <> $1');
const nameOfUser = statement(
  'name_of_user',
  columnsOf('user', ['fullName']),
  'SELECT full_name AS "fullName" FROM users WHERE tenant_id = $1 AND id = $2',
);
const rename = command('rename', "UPDATE users SET full_name = 'Changed' WHERE tenant_id = $1 AND id = $2");
const divideByZero = command('divide_by_zero', 'SELECT FROM tenants WHERE 1 / (version - version) = 1');
const forgetStatements = command('forget_statements', 'DEALLOCATE ALL');
const setRole = updateOf('set_role', 'user', ['role']);
const account = ['tenantId', 'id', 'email', 'emailKey', 'passwordHash', 'role', 'status', 'updatedAt'] as const;
const insertUser = insertOf('user', account);
const insertAddress = insertOf('address', [
  ...(['tenantId', 'id', 'userId', 'recipientName', 'line1', 'country', 'updatedAt'] as const),
]);

/** The privileges of the application's and the operator's role on each table. */
const grants: Record<string, [app: string, operator: string, tenant: string]> = {
  _prisma_migrations: ['SELECT', '', ''],
  api_keys: ['SELECT', 'SELECT, INSERT, UPDATE', 'INSERT'],
  addresses: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE', 'SELECT, INSERT, UPDATE'],
  audit_events: ['SELECT, INSERT', 'SELECT, INSERT', 'SELECT, INSERT'],
  audit_sealing: ['', 'SELECT, INSERT, UPDATE', ''],
  audit_seals: ['', 'SELECT, INSERT', 'SELECT'],
  audit_values: ['SELECT, INSERT', 'SELECT, INSERT', 'SELECT, INSERT'],
  customer_words: ['SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE', 'SELECT, INSERT, DELETE'],
  idempotency_keys: ['SELECT, INSERT, DELETE', 'SELECT, DELETE', 'SELECT, INSERT, DELETE'],
  deliveries: ['', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE'],
  delivery_attempts: ['', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT'],
  erasure_receipts: ['', 'SELECT', ''],
  exports: ['SELECT', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT'],
  import_faults: ['', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT'],
  import_parts: ['', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, DELETE'],
  imports: ['SELECT', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE'],
  mailed_tokens: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE', 'INSERT'],
  mails: ['SELECT, INSERT', 'SELECT, INSERT, UPDATE, DELETE', 'INSERT'],
  rate_limits: ['SELECT, INSERT, UPDATE, DELETE', '', ''],
  refresh_tokens: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE', ''],
  security_counts: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE', ''],
  sessions: ['SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, UPDATE'],
  tenants: ['SELECT', 'SELECT, INSERT, UPDATE', 'SELECT'],
  user_refusals: ['', 'SELECT, INSERT, UPDATE, DELETE', ''],
  users: ['SELECT, INSERT', 'SELECT, INSERT, UPDATE', ''],
  webhooks: ['SELECT', 'SELECT, INSERT, UPDATE, DELETE', 'SELECT, INSERT, UPDATE, DELETE'],
};

/** The columns that a role may update if it may not update the whole table. */
const columnGrants: Record<string, string[]> = {
  'doorstep_app: users': [
    'email',
    'email_key',
    'password_hash',
    'full_name',
    'phone',
    'profile_picture',
    'updated_at',
    'version',
    'email_verified_at',
    'erase_at',
    'erasure_requested_at',
    'last_sign_in_at',
    'search_words',
  ],
  'doorstep_app: webhooks': ['status', 'disabled_reason', 'owners_told_at', 'updated_at', 'version'],
  'doorstep_tenant: mailed_tokens': ['used_at', 'updated_at', 'version'],
  'doorstep_tenant: users': [
    ...['email', 'email_key', 'password_hash', 'full_name', 'phone', 'profile_picture', 'updated_at', 'version'],
    ...[
      'email_verified_at',
      'erase_at',
      'erasure_requested_at',
      'external_id',
      'metadata',
      'blocked_at',
      'blocked_reason',
    ],
    ...['blocked_until', 'search_words'],
  ],
  'doorstep_tenant: api_keys': [
    'name',
    'permissions',
    'allowed_networks',
    'rate_per_minute',
    'expires_at',
    'revoked_at',
    'updated_at',
    'version',
  ],
  'doorstep_tenant: exports': ['updated_at', 'deleted_at', 'version'],
  'doorstep_tenant: refresh_tokens': ['updated_at', 'deleted_at', 'version'],
};

describe('The roles of the application, the operator and the tenant', () => {
  const tables = `pg_class c, unnest(ARRAY['doorstep_app', 'doorstep_operator', 'doorstep_tenant']) role
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace`;

  test('have exactly the listed privileges on each table', async () => {
    const { rows } = await asOwner.query(
      `SELECT c.relname AS name, role, (
         SELECT coalesce(string_agg(p, ', ' ORDER BY n), '')
           FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'])
                WITH ORDINALITY AS privileges(p, n)
          WHERE has_table_privilege(role, c.oid, p)) AS may
         FROM ${tables} ORDER BY c.relname, role`,
    );
    const found = Object.groupBy(rows, ({ name }) => name);
    const pairs = Object.entries(found).map(([name, of]) => [name, of?.map(({ may }) => may)]);
    expect(Object.fromEntries(pairs)).toEqual(grants);
  });

  test('may update exactly the listed columns', async () => {
    const { rows } = await asOwner.query(
      `SELECT role || ': ' || c.relname AS name, a.attname AS column
         FROM (SELECT c.oid, c.relname, role FROM ${tables}) c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(role, c.oid, a.attnum, 'UPDATE')
          AND NOT has_table_privilege(role, c.oid, 'UPDATE') ORDER BY a.attnum`,
    );
    const found = Object.groupBy(rows, ({ name }) => name);
    const pairs = Object.entries(found).map(([name, of]) => [name, of?.map(({ column }) => column)]);
    expect(Object.fromEntries(pairs)).toEqual(columnGrants);
  });

  test('can register customers, but not create or promote staff', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const own = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const promotion = own.write(async (tx) => {
      tx.send(...setRole({ tenantId, id: userId, role: 'reviewer' }));
      return { result: null, audit: { action: 'user.updated', entityId: userId } };
    });
    await expect(promotion).rejects.toThrow(/permission denied/);
    const system = database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
    const account = { tenantId, email: 'd@e.f', emailKey: 'd@e.f', passwordHash: 'x', updatedAt: new Date() };
    for (const more of [{ role: 'reviewer' }, { status: 'inactive' }] as const) {
      const registration = system.write(async (tx) => {
        const row = { ...account, id: randomUUID(), role: 'customer', status: 'active', ...more } as const;
        tx.send(...insertUser(row));
        return { result: row, audit: { action: 'user.registered', entityId: row.id, userId: row.id } };
      });
      await expect(registration).rejects.toThrow(/row-level security/);
    }
  });
});

describe('Row security', () => {
  test('is forced on every table, with a policy for the application or the operator', async () => {
    const { rows } = await asOwner.query(`
      SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced,
             (SELECT count(*)::int FROM pg_policy p WHERE p.polrelid = c.oid) AS policies
        FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace ORDER BY 1`);
    const guarded = rows.filter(({ name }) => name !== '_prisma_migrations');
    expect(guarded.length).toBeGreaterThan(8);
    for (const { name, forced, policies } of guarded) expect([name, forced, policies > 0]).toEqual([name, true, true]);
  });

  test('is backed by primary and foreign keys with tenant_id, without ON UPDATE', async () => {
    const { rows } = await asOwner.query(`
      SELECT c.conrelid::regclass::text AS name, c.convalidated AS validated, pg_get_constraintdef(c.oid) AS definition
        FROM pg_constraint c
       WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'f')
         AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.conrelid AND a.attname = 'tenant_id')`);
    for (const { name, validated, definition } of rows) {
      expect([name, validated, definition]).toEqual([name, true, expect.stringContaining('(tenant_id')]);
      expect(definition).not.toContain('ON UPDATE');
    }
  });

  test('applies to roles that own no table and cannot bypass it', async () => {
    const { rows } = await asOwner.query(`
      SELECT r.rolname AS name, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb AS may,
             (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns
        FROM pg_roles r WHERE r.rolname IN ('doorstep_app', 'doorstep_operator', 'doorstep_tenant')`);
    const session = (await asLogin.query('SELECT session_user AS name')).rows[0].name;
    const { rows: logins } = await asOwner.query(
      'SELECT rolsuper OR rolbypassrls AS may, (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns FROM pg_roles r WHERE rolname = $1',
      [session],
    );
    expect([...rows, ...logins].map(({ may, owns }) => [may, owns])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  test('shows no row to a query before enter()', async () => {
    await newTenantWithUser();
    const { rows: tables } = await asOwner.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('_prisma_migrations', 'rate_limits')",
    );
    for (const { name } of tables) {
      expect([name, (await asLogin.query(`SELECT count(*)::int AS n FROM ${name}`)).rows[0].n]).toEqual([name, 0]);
    }
  });

  test('shows a customer no row of another customer, in the same tenant or another one', async () => {
    const one = await newTenantWithUser();
    const other = await newTenantWithUser();
    const scope = database.scope({ ...one, sessionId: null }, requestInfo);
    const seen = await scope.snapshot((tx) =>
      Promise.all([
        tx.query(countUsers, []),
        tx.query(countTenants, []),
        tx.query(countUsersOf, [other.tenantId]),
        tx.query(countEventsOfOthers, [one.userId]),
      ]),
    );
    expect(seen.flat().map(({ count }) => count)).toEqual([1, 1, 0, 0]);
    const insertForOther = scope.write(async (tx) => {
      const id = randomUUID();
      const address = { ...other, id, recipientName: 'x', line1: 'x', country: 'DE', updatedAt: new Date() };
      tx.send(...insertAddress(address));
      return { result: null, audit: { action: 'address.created', entityId: id } };
    });
    await expect(insertForOther).rejects.toThrow(/row-level security/);
  });

  test('refuses a tenant, user or session that is not live', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const enter = (caller: { tenantId: string; userId: string | null; sessionId: string | null }) =>
      database.scope(caller, requestInfo).read(countUsers, []);
    await expect(enter({ tenantId: userId, userId: null, sessionId: null })).rejects.toMatchObject({
      reason: 'tenant_not_live',
    });
    await expect(enter({ tenantId, userId: tenantId, sessionId: null })).rejects.toMatchObject({
      reason: 'session_not_live',
    });
    await expect(enter({ tenantId, userId, sessionId: userId })).rejects.toMatchObject({ reason: 'session_not_live' });
  });
});

describe('A scope', () => {
  test('refuses a write in a read or a snapshot', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    await expect(scope.read(rename, [tenantId, userId])).rejects.toThrow(/read-only/);
    await expect(scope.snapshot((tx) => tx.query(rename, [tenantId, userId]))).rejects.toThrow(/read-only/);
  });

  test('shows all statements of a snapshot the same data, despite a concurrent commit', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const names = await scope.snapshot(async (tx) => {
      const before = await tx.query(nameOfUser, [tenantId, userId]);
      await asOwner.query("UPDATE users SET full_name = 'Changed' WHERE id = $1", [userId]);
      return [before, await tx.query(nameOfUser, [tenantId, userId])];
    });
    expect(names).toEqual([[{ fullName: '' }], [{ fullName: '' }]]);
    expect(await scope.read(nameOfUser, [tenantId, userId])).toEqual([{ fullName: 'Changed' }]);
  });

  test('rolls back a change together with its audit event', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const failing = scope.write(async (tx) => {
      await tx.query(rename, [tenantId, userId]);
      throw new Error('cancelled');
    });
    await expect(failing).rejects.toThrow('cancelled');
    expect(await scope.read(nameOfUser, [tenantId, userId])).toEqual([{ fullName: '' }]);
  });

  test('fails and commits nothing if it ignored an error of a statement', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const fault = database.maintenance(async (tx) => {
      await tx.session.create({ data: { tenantId, userId, expiresAt: new Date() } });
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => {});
    });
    await expect(fault).rejects.toThrow(/aborted/);
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const write = scope.write(async (tx) => {
      await tx.query(rename, [tenantId, userId]);
      await tx.query(divideByZero, []).catch(() => {});
      return { result: 'done', audit: { action: 'user.updated', entityId: userId } };
    });
    await expect(write).rejects.toThrow('division by zero');
    expect(await scope.read(nameOfUser, [tenantId, userId])).toEqual([{ fullName: '' }]);
    const { rows } = await asOwner.query('SELECT id FROM sessions WHERE user_id = $1', [userId]);
    expect(rows).toEqual([]);
  });

  test('still reads after its connection has lost its prepared statements', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const single = createDatabase({ ...requests, max: 1 });
    const scope = single.scope({ tenantId, userId, sessionId: null }, requestInfo);
    await scope.read(countUsers, []);
    await scope
      .write(async (tx) => {
        await tx.query(forgetStatements, []);
        return { result: null, audit: { action: 'user.updated', entityId: userId } };
      })
      .catch(() => {});
    expect(await Promise.all([1, 2, 3].map(() => scope.read(countUsers, [])))).toEqual(Array(3).fill([{ count: 1 }]));
    await single.close();
  });

  test('reports an unreachable database as unavailable', async () => {
    const lost = createDatabase({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
    const { tenantId, userId } = await newTenantWithUser();
    const scope = lost.scope({ tenantId, userId, sessionId: null }, requestInfo);
    await expect(scope.read(countUsers, [])).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(scope.write(async () => ({ result: 1, count: 'sign_in_failed' }))).rejects.toMatchObject({
      reason: 'unavailable',
    });
    await lost.close();
  });
});
