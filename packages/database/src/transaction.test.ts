import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { createDatabase } from './database.ts';
import { createRequestPool, type RequestPool } from './pool.ts';
import { type Scope, scopeOf } from './scope.ts';
import { column, statement } from './statement.ts';
import type {} from './test-database.ts';
import { insertOf, newTenant } from './test-rows.ts';

const { requests } = inject('database');
const database = createDatabase(requests);
const pool = createRequestPool({ ...requests, max: 1 });
afterAll(() => Promise.all([database.close(), pool.end()]));

const requestInfo = { requestId: 'transaction', address: '', agent: '' };
const insertUser = insertOf('user', ['tenantId', 'id', 'email', 'emailKey', 'passwordHash', 'updatedAt']);
const backend = statement('transaction_backend', { pid: column.number }, 'SELECT pg_backend_pid() AS pid');
const countUsers = statement('transaction_users', { n: column.number }, 'SELECT count(*)::int AS n FROM users');
const isUser = statement(
  'transaction_is_user',
  { n: column.number },
  'SELECT count(*)::int AS n FROM users WHERE id = $1',
);

/** The rows of a new tenant on the one connection, which counts how often it sends. */
const newScope = async (): Promise<{ scope: Scope; tenantId: string; sent: () => number }> => {
  const tenantId = await newTenant(database);
  let sent = 0;
  const counting: RequestPool = {
    ...pool,
    acquire: async () => {
      const connection = await pool.acquire();
      return {
        ...connection,
        submit: (query) => {
          sent += 1;
          connection.submit(query);
        },
      };
    },
  };
  return {
    scope: scopeOf(counting, { tenantId, userId: null, sessionId: null }, requestInfo),
    tenantId,
    sent: () => sent,
  };
};

const newUser = (tenantId: string) => {
  const id = randomUUID();
  const email = `${id}@example.com`;
  return { tenantId, id, email, emailKey: email, passwordHash: '', updatedAt: new Date() };
};

const created = (entityId: string) => ({ action: 'user.registered', entityId }) as const;

describe('A write', () => {
  test('that reads before it writes sends two batches, and one that only writes sends one', async () => {
    const { scope, tenantId, sent } = await newScope();
    const [first, second] = [newUser(tenantId), newUser(tenantId)];

    await scope.write(async (tx) => {
      const counts = await Promise.all([tx.query(countUsers, []), tx.query(isUser, [first.id])]);
      expect(counts).toEqual([[{ n: 0 }], [{ n: 0 }]]);
      tx.send(...insertUser(first));
      return { result: undefined, audit: [created(first.id), created(first.id)] };
    });
    expect(sent()).toBe(2);
    await scope.write(async (tx) => {
      tx.send(...insertUser(second));
      return { result: undefined, count: 'sign_in_failed' };
    });
    expect(sent()).toBe(3);
    expect(await scope.read(countUsers, [])).toEqual([{ n: 2 }]);
  });

  test('that fails with its commit is rolled back with the error of the first faulty statement', async () => {
    const { scope, tenantId } = await newScope();
    const user = newUser(tenantId);
    const [before] = await scope.read(backend, []);

    const writing = scope.write(async (tx) => {
      for (const row of [user, user, { ...user, tenantId: randomUUID() }]) tx.send(...insertUser(row));
      return { result: undefined, audit: created(user.id) };
    });

    await expect(writing).rejects.toMatchObject({ code: '23505' });
    expect(await scope.read(countUsers, [])).toEqual([{ n: 0 }]);
    expect(await scope.read(backend, [])).toEqual([before]);
  });

  test('prepares statements that an earlier batch skipped', async () => {
    const { scope, tenantId } = await newScope();
    const user = newUser(tenantId);
    const skipped = statement('transaction_skipped', { n: column.number }, 'SELECT 1 AS n');
    const write = (rows: (typeof user)[]) =>
      scope.write(async (tx) => {
        for (const row of rows) tx.send(...insertUser(row));
        return { result: await tx.query(skipped, []), audit: created(user.id) };
      });

    await expect(write([user, user])).rejects.toMatchObject({ code: '23505' });
    expect(await write([user])).toEqual([{ n: 1 }]);
  });

  test('that was refused an entrance leaves its connection to the next one', async () => {
    const { scope } = await newScope();
    const [before] = await scope.read(backend, []);
    const stranger = scopeOf(pool, { tenantId: randomUUID(), userId: null, sessionId: null }, requestInfo);

    const early = stranger.write(async () => {
      throw new Error('before any answer');
    });
    await expect(early).rejects.toMatchObject({ reason: 'tenant_not_live' });
    const counting = stranger.write(async () => ({ result: undefined, count: 'sign_in_failed' }));
    await expect(counting).rejects.toMatchObject({ reason: 'tenant_not_live' });

    expect(await scope.read(backend, [])).toEqual([before]);
  });
});
