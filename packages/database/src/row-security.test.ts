import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createDatabase, type Database } from './database.ts';
import { listPending, migrate } from './migrate.ts';
import { schemaDrift } from './schema-drift.ts';
import { statement } from './statement.ts';
import type {} from './test-database.ts';

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
  const tenant = await database.operator(requestInfo).change(async (tx) => {
    const row = await tx.tenant.create({ data: { name: 'T' } });
    return { result: row, audit: { action: 'tenant.created', tenantId: row.id, entityId: row.id, after: row } };
  });
  const tenantId = tenant.id;
  const user = await database.scope({ tenantId, userId: null, sessionId: null }, requestInfo).change(async (tx) => {
    const row = await tx.user.create({ data: { tenantId, email: 'a@b.c', emailKey: 'a@b.c', passwordHash: 'x' } });
    return { result: row, audit: { action: 'user.registered', entityId: row.id, userId: row.id, after: row } };
  });
  return { tenantId, userId: user.id };
};

describe('Migrations', () => {
  test('make what the schema says', async () => {
    expect(await schemaDrift(owner)).toBe('');
  });

  test('are applied once, and the login of requests can tell', async () => {
    expect(await migrate(owner)).toEqual([]);
    expect(await listPending(requests)).toEqual([]);
  });
});

/** What the application's role and the operator's may do with each table. */
const grants: Record<string, [app: string, operator: string]> = {
  _prisma_migrations: ['SELECT', ''],
  addresses: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE'],
  audit_events: ['SELECT, INSERT', 'SELECT, INSERT'],
  audit_sealing: ['', 'SELECT, INSERT, UPDATE'],
  audit_seals: ['', 'SELECT, INSERT'],
  audit_values: ['SELECT, INSERT', 'SELECT, INSERT'],
  idempotency_keys: ['SELECT, INSERT, DELETE', 'SELECT, DELETE'],
  erasure_receipts: ['', 'SELECT'],
  mailed_tokens: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE'],
  mails: ['SELECT, INSERT', 'SELECT, INSERT, UPDATE, DELETE'],
  rate_limits: ['SELECT, INSERT, UPDATE, DELETE', ''],
  refresh_tokens: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE'],
  security_counts: ['SELECT, INSERT, UPDATE', 'SELECT, DELETE'],
  sessions: ['SELECT, INSERT, UPDATE', 'SELECT, INSERT, UPDATE, DELETE'],
  tenants: ['SELECT', 'SELECT, INSERT, UPDATE'],
  user_refusals: ['', 'SELECT, INSERT, UPDATE, DELETE'],
  users: ['SELECT, INSERT', 'SELECT, INSERT, UPDATE'],
};

/** The columns that a role may write where it may not write all. */
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
  ],
};

describe('The roles of the application and the operator', () => {
  const tables = `pg_class c, unnest(ARRAY['doorstep_app', 'doorstep_operator']) role
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND c.relnamespace = 'public'::regnamespace`;

  test('may do with each table what is listed, and nothing else', async () => {
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

  test('may write single columns of a table where that is listed', async () => {
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

  test('register customers, and make nobody staff', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const own = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const rising = own.change(async (tx) => {
      const where = { tenantId_id: { tenantId, id: userId } };
      const row = await tx.user.update({ where, data: { role: 'staff' } });
      return { result: row, audit: { action: 'user.updated', entityId: userId } };
    });
    await expect(rising).rejects.toThrow(/permission denied/);
    const system = database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
    const account = { tenantId, email: 'd@e.f', emailKey: 'd@e.f', passwordHash: 'x' };
    for (const more of [{ role: 'staff' }, { status: 'inactive' }] as const) {
      const born = system.change(async (tx) => {
        const row = await tx.user.create({ data: { ...account, ...more } });
        return { result: row, audit: { action: 'user.registered', entityId: row.id, userId: row.id } };
      });
      await expect(born).rejects.toThrow(/row-level security/);
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

  test('keys every table of a tenant by tenant and id, and every reference by both, which never change', async () => {
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

  test('holds for roles that own nothing and cannot bypass it', async () => {
    const { rows } = await asOwner.query(`
      SELECT r.rolname AS name, r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb AS may,
             (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns
        FROM pg_roles r WHERE r.rolname IN ('doorstep_app', 'doorstep_operator')`);
    const session = (await asLogin.query('SELECT session_user AS name')).rows[0].name;
    const { rows: logins } = await asOwner.query(
      'SELECT rolsuper OR rolbypassrls AS may, (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns FROM pg_roles r WHERE rolname = $1',
      [session],
    );
    expect([...rows, ...logins].map(({ may, owns }) => [may, owns])).toEqual([
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
  });

  test('shows no row to a query that has not entered', async () => {
    await newTenantWithUser();
    const { rows: tables } = await asOwner.query<{ name: string }>(
      "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname NOT IN ('_prisma_migrations', 'rate_limits')",
    );
    for (const { name } of tables) {
      expect([name, (await asLogin.query(`SELECT count(*)::int AS n FROM ${name}`)).rows[0].n]).toEqual([name, 0]);
    }
  });

  test('shows a customer no row of another, of the same tenant or not, whatever is asked', async () => {
    const one = await newTenantWithUser();
    const other = await newTenantWithUser();
    const scope = database.scope({ ...one, sessionId: null }, requestInfo);
    const seen = await scope.snapshot(async (db) => [
      await db.user.count(),
      await db.tenant.count(),
      await db.user.count({ where: { tenantId: other.tenantId } }),
      await db.auditEvent.count({ where: { userId: { not: one.userId } } }),
    ]);
    expect(seen).toEqual([1, 1, 0, 0]);
    const intruding = scope.change(async (tx) => {
      const row = await tx.address.create({
        data: { tenantId: other.tenantId, userId: other.userId, recipientName: 'x', line1: 'x', country: 'DE' },
      });
      return { result: row, audit: { action: 'address.created', entityId: row.id } };
    });
    await expect(intruding).rejects.toThrow(/row-level security/);
  });

  test('refuses to enter for a tenant, user or session that is not live', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const enter = (caller: { tenantId: string; userId: string | null; sessionId: string | null }) =>
      database.scope(caller, requestInfo).read((db) => db.user.count());
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
  test('lets a read write nothing, and hold only one statement', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    await expect(scope.read((db) => db.$queryRaw`UPDATE users SET full_name = 'x' RETURNING id`)).rejects.toThrow(
      /read-only/,
    );
    const two = scope.read(async (db) => [await db.user.count(), await db.user.count()]);
    await expect(two).rejects.toThrow('snapshot');
  });

  test('takes back the change and its event together', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const failing = scope.change(async (tx) => {
      await tx.user.updateMany({ where: { id: userId }, data: { fullName: 'Changed' } });
      throw new Error('after all not');
    });
    await expect(failing).rejects.toThrow('after all not');
    const names = await scope.read((db) => db.user.findMany({ select: { fullName: true } }));
    expect(names).toEqual([{ fullName: '' }]);
  });

  test('fails when a fault inside was passed over: what is committed then is nothing', async () => {
    const { tenantId, userId } = await newTenantWithUser();
    const fault = database.maintenance(async (tx) => {
      await tx.session.create({ data: { tenantId, userId, expiresAt: new Date() } });
      await tx.$queryRaw`SELECT 1 / 0`.catch(() => {});
    });
    await expect(fault).rejects.toThrow('rolled back');
    const scope = database.scope({ tenantId, userId, sessionId: null }, requestInfo);
    const divide = statement('divide_by_zero', 'SELECT 1 / 0');
    const writing = scope.write(async (tx) => {
      await tx.query(divide, []).catch(() => {});
      return { result: 'done', audit: { action: 'user.updated', entityId: userId } };
    });
    await expect(writing).rejects.toThrow('division by zero');
    expect(await scope.read((db) => db.session.count())).toBe(0);
  });

  test('tells a lost database from a refusal', async () => {
    const lost = createDatabase({ host: '127.0.0.1', port: 1, connectionTimeoutMillis: 500 });
    const { tenantId, userId } = await newTenantWithUser();
    const scope = lost.scope({ tenantId, userId, sessionId: null }, requestInfo);
    await expect(scope.read((db) => db.user.count())).rejects.toMatchObject({ reason: 'unavailable' });
    await expect(scope.change(async () => ({ result: 1, count: 'sign_in_failed' }))).rejects.toMatchObject({
      reason: 'unavailable',
    });
    await lost.close();
  });
});
