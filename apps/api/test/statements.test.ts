import { glob } from 'node:fs/promises';
import { join } from 'node:path';
import { Preparation, type RowDescription } from '@doorstep/database/pg-internals';
import { type Column, column, registeredStatements, type Statement } from '@doorstep/database/statement';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

// Checks what the compiler cannot: that PostgreSQL parses each statement, that the role of requests may run it, and that its
// columns match its type.

const client = new pg.Client(inject('database').requests);

beforeAll(async () => {
  await client.connect();
  await client.query('SET ROLE doorstep_app');
  await import('../src/app.ts');
  const folder = join(import.meta.dirname, '..', 'src');
  for await (const file of glob('**/*.statements.ts', { cwd: folder })) await import(join(folder, file));
});
afterAll(() => client.end());

const { builtins } = pg.types;
const oids: Record<Exclude<Column<unknown>['kind'], 'model'>, number[]> = {
  text: [builtins.TEXT, builtins.VARCHAR, builtins.BPCHAR, builtins.UUID],
  number: [builtins.INT2, builtins.INT4, builtins.FLOAT8],
  boolean: [builtins.BOOL],
  timestamp: [builtins.TIMESTAMPTZ],
  json: [builtins.JSON, builtins.JSONB],
  bytes: [builtins.BYTEA],
};

const describe = ({ name, text }: Statement<unknown>): Promise<RowDescription> =>
  new Promise((resolve, reject) => {
    client.query(new Preparation(name, text, (error, description) => (error ? reject(error) : resolve(description))));
  });

/** Makes the parameter list of EXECUTE with a NULL for each parameter of a statement. */
const nulls = ({ text }: Statement<unknown>): string => {
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number)));
  return count > 0 ? `(${Array(count).fill('NULL').join(', ')})` : '';
};

/** Plans a statement, which checks privileges, as the role of customers, or else as that of the tenant's staff and systems. */
const assertPermitted = async (given: Statement<unknown>): Promise<void> => {
  const plan = () => client.query(`EXPLAIN EXECUTE ${given.name}${nulls(given)}`);
  try {
    await plan();
  } catch {
    await client.query('SET ROLE doorstep_tenant');
    await plan().finally(() => client.query('SET ROLE doorstep_app'));
  }
};

/** Returns the fault of a statement as text, or null. */
const faultOf = async (given: Statement<unknown>): Promise<string | null> => {
  try {
    const { fields } = await describe(given);
    const answered = fields.map(({ name }) => name).sort();
    const promised: Record<string, Column<unknown>> = given.columns;
    if (answered.join() !== Object.keys(promised).sort().join())
      return `${given.name} returns (${answered}) instead of (${Object.keys(promised).sort()})`;
    for (const { name, dataTypeID } of fields) {
      const kind = promised[name]?.kind ?? 'model';
      if (kind !== 'model' && !oids[kind].includes(dataTypeID)) return `${given.name}: ${name} is no ${kind}`;
    }
    await assertPermitted(given);
    return null;
  } catch (error) {
    return `${given.name}: ${(error as Error).message}`;
  }
};

test('Every statement is valid, permitted, and returns the columns of its type', async () => {
  const statements = registeredStatements();
  expect(statements.length).toBeGreaterThan(60);
  const faults: string[] = [];
  for (const given of statements) {
    const fault = await faultOf(given);
    if (fault) faults.push(fault);
  }
  expect(faults).toEqual([]);
});

const { text, number } = column;
const wrong: [fault: string, wrong: Statement<unknown>, words: RegExp][] = [
  ['an unknown column', { name: 'w1', columns: { nick: text }, text: 'SELECT nick FROM users' }, /nick/],
  ['a column that its type lacks', { name: 'w2', columns: {}, text: 'SELECT id FROM users' }, /\(id\) instead of \(\)/],
  ['another name', { name: 'w3', columns: { fullName: text }, text: 'SELECT full_name FROM users' }, /fullName/],
  ['another type', { name: 'w4', columns: { n: number }, text: 'SELECT count(*) AS n FROM users' }, /n is no number/],
  ['a forbidden table', { name: 'w5', columns: {}, text: 'SELECT FROM audit_sealing' }, /permission denied/],
];

test.each(wrong)('A statement with %s is reported', async (_fault, given, words) => {
  expect(await faultOf(given)).toMatch(words);
});
