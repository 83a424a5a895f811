import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { copyDatabase } from './copy-database.ts';
import { createDatabase } from './database.ts';
import { createEmptyDatabase, createTestDatabase } from './test-database.ts';

const requestInfo = { requestId: 'copy', address: '', agent: '' };

/** All rows of a database, by table. */
const contentOf = async (connection: pg.ClientConfig): Promise<Record<string, unknown[]>> => {
  const client = new pg.Client(connection);
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        AND relname <> '_prisma_migrations' ORDER BY 1`,
  );
  const content: Record<string, unknown[]> = {};
  for (const { name } of tables) {
    content[name] = (await client.query(`SELECT to_jsonb(t)::text AS row FROM ${name} t ORDER BY 1`)).rows;
  }
  await client.end();
  return content;
};

test('A copy has every row of the source, and a second copy into it is refused', async () => {
  const source = await createTestDatabase(inject('server'));
  const target = await createEmptyDatabase(inject('server').url);
  onTestFinished(async () => {
    await source.remove();
    await target.remove();
  });
  const database = createDatabase(source.database.requests);
  await database.operator(requestInfo).change(async (tx) => {
    const { id } = await tx.tenant.create({ data: { name: 'Tïenant', settings: { a: [1, null] } } });
    return { result: id, audit: { action: 'tenant.created', tenantId: id, entityId: id } };
  });
  await database.close();

  const from = source.database.owner;
  const to = { connectionString: target.superuserUrl };
  const copied = await copyDatabase(from, to);
  const content = await contentOf(to);
  expect(content).toEqual(await contentOf(from));
  expect(content.tenants).toHaveLength(1);
  expect([...copied]).toEqual(Object.entries(content).map(([table, rows]) => [table, rows.length]));
  await expect(copyDatabase(from, to)).rejects.toThrow('The target has rows');
});
