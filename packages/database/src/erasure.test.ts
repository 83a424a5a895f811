import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { valuesHash } from './audit.ts';
import { createDatabase, type Database } from './database.ts';
import { createTestDatabase } from './test-database.ts';
import { insertOf, newTenant, newUser } from './test-rows.ts';

// Runs SQL directly as a login, so that only the database protects the audit trail. It uses a separate database, because the
// maintenance job of another suite would erase the customers that are due here.

const own = await createTestDatabase(inject('server'));
const { requests, owner } = own.database;
const asOwner = new pg.Pool({ ...owner, max: 1 });
const asLogin = new pg.Pool({ ...requests, max: 1 });
// The database may be removed before these connections are closed.
for (const pool of [asOwner, asLogin]) pool.on('error', () => {});
const insertMail = insertOf('mail', ['tenantId', 'id', 'userId', 'kind', 'recipient', 'sentAt', 'updatedAt']);
const newId = () => crypto.randomUUID();
let database: Database;
let tenantId: string;

beforeAll(async () => {
  database = createDatabase(requests);
  tenantId = await newTenant(database);
});
afterAll(async () => {
  await Promise.all([asOwner.end(), asLogin.end(), database.close()]);
  await own.remove();
});

/** A customer with rows in the audit trail and the outbox, and optionally a date of erasure. */
const newCustomer = (eraseAt: Date | null): Promise<string> =>
  newUser(database, tenantId, {
    eraseAt,
    rows: ({ email, ...own }) => [
      insertMail({ ...own, id: randomUUID(), kind: 'none', recipient: email, sentAt: new Date() }),
    ],
  });

const newDueCustomer = () => newCustomer(new Date(Date.now() - 60_000));

/** Runs SQL in a transaction of the login, and rolls it back. */
const withRollback = async <T>(entrance: string, work: (query: pg.PoolClient['query']) => Promise<T>): Promise<T> => {
  const client = await asLogin.connect();
  try {
    await client.query('BEGIN');
    if (entrance) await client.query(entrance);
    return await work(client.query.bind(client) as pg.PoolClient['query']);
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
};

const asOperator = 'SELECT enter_operator()';
const eraseSql = 'SELECT erase_customer($1, $2, $3, $4) AS counts';

describe('erase_customer', () => {
  test('deletes every row of a customer whose erasure is due, and returns the counts', async () => {
    const [userId, other] = [await newDueCustomer(), await newDueCustomer()];
    await withRollback(asOperator, async (query) => {
      const { rows } = await query(eraseSql, [tenantId, userId, newId(), newId()]);
      expect(rows[0].counts).toMatchObject({ audit_values: 1, mails: 1, addresses: 0 });
      const left = await query('SELECT id FROM users WHERE id = ANY($1)', [[userId, other]]);
      expect(left.rows).toEqual([{ id: other }]);
      const values = await query('SELECT user_id FROM audit_values WHERE user_id = ANY($1)', [[userId, other]]);
      expect(values.rows).toEqual([{ user_id: other }]);
      const events = await query('SELECT FROM audit_events WHERE user_id = $1', [userId]);
      expect(events.rows.length).toBe(1);
    });
  });

  test.each([
    ['has not requested erasure', () => newCustomer(null)],
    ['can still cancel the erasure', () => newCustomer(new Date(Date.now() + 60_000))],
    ['does not exist', async () => newId()],
  ])('changes nothing for a customer who %s', async (_who, make) => {
    const userId = await make();
    await withRollback(asOperator, async (query) => {
      const rowsLeft = async () => {
        const { rows } = await query(
          `SELECT (SELECT count(*) FROM users) AS users, (SELECT count(*) FROM audit_values) AS values,
                  (SELECT count(*) FROM audit_events) AS events, (SELECT count(*) FROM erasure_receipts) AS receipts`,
        );
        return rows;
      };
      const before = await rowsLeft();
      const { rows } = await query(eraseSql, [tenantId, userId, newId(), newId()]);
      expect(rows).toEqual([{ counts: null }]);
      expect(await rowsLeft()).toEqual(before);
      expect((await query("SELECT current_setting('app.erasing') AS erasing")).rows).toEqual([{ erasing: '' }]);
    });
  });

  test('writes an audit event without a user, whose hash covers its values', async () => {
    const [userId, eventId] = [await newDueCustomer(), newId()];
    await withRollback(asOperator, async (query) => {
      await query(eraseSql, [tenantId, userId, newId(), eventId]);
      const { rows } = await query(
        `SELECT e.*, v.salt, v.address, v.agent, v.before, v.after, v.user_id AS value_of
           FROM audit_events e JOIN audit_values v ON v.tenant_id = e.tenant_id AND v.event_id = e.id
          WHERE e.tenant_id = $1 AND e.id = $2`,
        [tenantId, eventId],
      );
      const values = { address: '', agent: '', before: null, after: null };
      expect(rows).toEqual([
        expect.objectContaining({
          ...{ action: 'user.erased', actor: 'operator', actor_id: null, request_id: 'erasure' },
          ...{ user_id: null, value_of: null, entity_id: userId, ...values },
          values_hash: Buffer.from(valuesHash(rows[0]?.salt, values)),
        }),
      ]);
      expect(rows[0].salt).toHaveLength(16);
    });
  });

  test('refuses every caller except the operator', async () => {
    const userId = await newDueCustomer();
    const call = (entrance: string) =>
      withRollback(entrance, (query) => query(eraseSql, [tenantId, userId, newId(), newId()]));
    await expect(call(`SELECT enter('${tenantId}', NULL, NULL)`)).rejects.toThrow('permission denied');
    await expect(call(`SELECT enter('${tenantId}', '${userId}', NULL)`)).rejects.toThrow('permission denied');
    await expect(call('')).rejects.toThrow('only the operator');
  });

  test('does not allow other changes to the audit trail afterwards', async () => {
    const [userId, other] = [await newDueCustomer(), await newDueCustomer()];
    await withRollback('SELECT enter_operator()', async (query) => {
      await query(eraseSql, [tenantId, userId, newId(), newId()]);
      const { rows } = await query("SELECT current_setting('app.erasing') AS erasing");
      expect(rows).toEqual([{ erasing: '' }]);
    });
    const client = await asOwner.connect();
    try {
      await client.query('BEGIN');
      await client.query("SELECT set_config('app.actor', 'operator', true)");
      await client.query(eraseSql, [tenantId, userId, newId(), newId()]);
      await expect(client.query('DELETE FROM audit_values WHERE user_id = $1', [other])).rejects.toThrow(
        'written once',
      );
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });
});

describe('Values of the audit trail and erasure receipts', () => {
  test('cannot be changed by the operator and the application, even with the setting of an erasure', async () => {
    const userId = await newDueCustomer();
    for (const entrance of [asOperator, `SELECT enter('${tenantId}', '${userId}', NULL)`]) {
      for (const change of ['DELETE FROM audit_values', 'UPDATE audit_values SET user_id = NULL']) {
        await withRollback(entrance, async (query) => {
          await query("SELECT set_config('app.erasing', $1, true)", [`${tenantId} ${userId}`]);
          await expect(query(change)).rejects.toThrow('permission denied');
        });
      }
    }
  });

  test.each(['audit_values', 'erasure_receipts'])(
    'in %s cannot be changed or deleted, even by the owner',
    async (table) => {
      await newDueCustomer();
      await expect(asOwner.query(`UPDATE ${table} SET user_id = NULL`)).rejects.toThrow('written once');
      await expect(asOwner.query(`TRUNCATE ${table} CASCADE`)).rejects.toThrow('written once');
      await expect(asOwner.query(`DELETE FROM ${table}`)).rejects.toThrow('written once');
    },
  );
});

test('Every table with rows of customers has a policy for erase_customer', async () => {
  const { rows } = await asOwner.query<{ name: string }>(
    `SELECT name FROM customer_tables() name
      WHERE NOT EXISTS (SELECT FROM pg_policies p JOIN pg_tables t USING (schemaname, tablename)
                         WHERE tablename = name AND policyname = 'erasure' AND cmd = 'ALL'
                           AND roles = ARRAY[t.tableowner]
                           AND qual LIKE '%erasing(tenant_id, user_id)%')`,
  );
  expect(rows, 'Give it the policy "erasure", as the migration of erasure does').toEqual([]);
});
