import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { migrate } from './migrate.ts';
import { schemaDrift } from './schema-drift.ts';
import { createEmptyDatabase } from './test-database.ts';

// The last migration of the previous release.
const previousRelease = '20261127160000_user_refusals';

const [tenant, user, session, row] = [1, 2, 3, 4].map((digit) => `00000000-0000-7000-8000-00000000000${digit}`);

/** A row in every table that a later migration changes. */
const filling = `
  INSERT INTO tenants (id, name, status, updated_at) VALUES ('${tenant}', 'Shop', 'inactive', now());
  INSERT INTO users (tenant_id, id, email, email_key, password_hash, role, updated_at)
    VALUES ('${tenant}', '${user}', 'a@example.com', 'a@example.com', 'x', 'staff', now());
  INSERT INTO sessions (tenant_id, id, user_id, expires_at, updated_at)
    VALUES ('${tenant}', '${session}', '${user}', now(), now());
  INSERT INTO mailed_tokens (tenant_id, id, user_id, kind, email, token_hash, expires_at, updated_at)
    VALUES ('${tenant}', '${row}', '${user}', 'undo', 'a@example.com', '\\x01', now(), now());
  INSERT INTO addresses (tenant_id, id, user_id, recipient_name, line1, city, postal_code, country, proof_image, proof_status, proof_submitted_at, updated_at)
    VALUES ('${tenant}', '${row}', '${user}', 'Ada', 'Main 1', 'Berlin', '10117', 'DE', 'file', 'pending', now(), now());
  INSERT INTO audit_events (tenant_id, id, user_id, actor, request_id, action, values_hash)
    VALUES ('${tenant}', '${row}', '${user}', 'staff', 'request', 'user.registered', '\\x02');
  INSERT INTO audit_values (tenant_id, event_id, user_id, salt, address, agent)
    VALUES ('${tenant}', '${row}', '${user}', '\\x03', '', '');
  INSERT INTO audit_seals (tenant_id, position, event_id, previous_hash, hash)
    VALUES ('${tenant}', 1, '${row}', '\\x04', '\\x05');
  UPDATE audit_sealing SET sealed_below = '42'`;

const contentOf = async (client: pg.Client): Promise<Record<string, unknown[]>> => {
  const tables = ['tenants', 'users', 'sessions', 'mailed_tokens', 'addresses', 'audit_events', 'audit_values'];
  const content: Record<string, unknown[]> = {};
  for (const table of [...tables, 'audit_seals']) {
    content[table] = (await client.query(`SELECT to_jsonb(t) AS row FROM ${table} t`)).rows;
  }
  return content;
};

/** What the migrations add to each row: the words of the search, and columns that are empty at first. */
const added: Record<string, object> = {
  users: {
    ...{ external_id: null, metadata: {}, blocked_at: null, blocked_reason: null, blocked_until: null },
    ...{ search_words: expect.arrayContaining(['example', 'a@example.com']), last_sign_in_at: expect.any(String) },
  },
  addresses: { metadata: {}, search_words: ['berlin', '10117'] },
};

test('Migrations of a database of the previous release change no row but the role of staff', async () => {
  const target = await createEmptyDatabase(inject('server').url);
  const client = new pg.Client(target.superuserUrl);
  onTestFinished(async () => {
    await client.end();
    await target.remove();
  });
  const owner = { connectionString: target.ownerUrl };
  await migrate(owner, previousRelease);
  await client.connect();
  await client.query(filling);
  const before = await contentOf(client);
  expect(Object.entries(before).map(([table, rows]) => [table, rows.length])).toEqual(
    Object.keys(before).map((table) => [table, 1]),
  );

  await migrate(owner);

  const after = await contentOf(client);
  for (const [table, [stored]] of Object.entries(before) as [string, { row: object }[]][]) {
    const role = table === 'users' && { role: 'reviewer' };
    expect([table, after[table]]).toEqual([table, [{ row: { ...stored?.row, ...role, ...added[table] } }]]);
  }
  const { rows: words } = await client.query('SELECT source_id, word FROM customer_words ORDER BY word');
  expect(words.map(({ word }) => word)).toEqual(['10117', 'a', 'a@example.com', 'berlin', 'com', 'example']);
  const { rows: marks } = await client.query('SELECT tenant_id, sealed_below FROM audit_sealing');
  expect(marks).toEqual([{ tenant_id: tenant, sealed_below: '42' }]);
  expect(await schemaDrift({ connectionString: target.superuserUrl })).toBe('');
});
