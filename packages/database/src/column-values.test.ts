import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { columnValues } from './column-values.ts';
import { columnOf, type Model, tableOf } from './row.ts';
import type {} from './test-database.ts';

test('The values of columns are the same as in the CHECK constraints', async () => {
  const client = new pg.Client(inject('database').owner);
  await client.connect();
  // A CHECK that compares one column with a list of values.
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT c.conrelid::regclass || '.' || a.attname AS name, pg_get_constraintdef(c.oid) AS definition
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND ARRAY[a.attnum] = c.conkey
      WHERE c.contype = 'c' AND c.connamespace = 'public'::regnamespace
        AND pg_get_constraintdef(c.oid) LIKE 'CHECK ((% = ANY (ARRAY[%]))%'`,
  );
  await client.end();
  const checked = rows.map(({ name, definition }) => [
    name,
    [...definition.matchAll(/'(\w+)'::text/g)].map(([, word]) => word),
  ]);
  const listed = Object.entries(columnValues).flatMap(([model, fields]) =>
    Object.entries(fields).map(([field, words]) => [`${tableOf(model as Model)}.${columnOf(field)}`, words]),
  );
  expect(Object.fromEntries(checked)).toEqual(Object.fromEntries(listed));
});
