import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { createEmptyDatabase } from './test-database.ts';

const folder = join(import.meta.dirname, '../prisma/migrations');
const migration = '20261125160000_mailed_tokens';

const connect = async (url: string): Promise<pg.Client> => {
  const client = new pg.Client(url);
  await client.connect();
  return client;
};

test('The migration to one table of mailed tokens keeps all tokens valid', async () => {
  const database = await createEmptyDatabase(inject('server').url);
  // As in production the migrations run as an owner who is subject to row security.
  const [owner, superuser] = [await connect(database.ownerUrl), await connect(database.superuserUrl)];
  onTestFinished(async () => {
    await Promise.all([owner.end(), superuser.end()]);
    await database.remove();
  });
  const apply = async (name: string) => owner.query(await readFile(join(folder, name, 'migration.sql'), 'utf8'));
  const names = (await readdir(folder)).filter((name) => /^\d/.test(name) && name < migration).sort();
  for (const name of names) await apply(name);

  const [tenant, user, reset, used, verify] = [1, 2, 3, 4, 5].map((n) => `01a00000-0000-7000-8000-00000000000${n}`);
  const of = `'${tenant}', '${user}'`;
  await superuser.query(`
    INSERT INTO tenants (id, name, updated_at) VALUES ('${tenant}', 'T', now());
    INSERT INTO users (tenant_id, id, email, email_key, password_hash, updated_at)
      VALUES (${of}, 'Ada@example.com', 'ada@example.com', 'x', now());
    INSERT INTO password_resets (tenant_id, user_id, id, token_hash, expires_at, used_at, updated_at, version)
      VALUES (${of}, '${reset}', '\\x01', '2026-11-25T12:00Z', NULL, now(), 1),
             (${of}, '${used}', '\\x02', '2026-11-25T12:00Z', '2026-11-25T11:45Z', now(), 2);
    INSERT INTO email_tokens (tenant_id, user_id, id, kind, email, token_hash, expires_at, updated_at)
      VALUES (${of}, '${verify}', 'verify', 'old@example.com', '\\x03', '2026-11-26T12:00Z', now());
    INSERT INTO mails (tenant_id, user_id, id, kind, recipient, data, updated_at)
      VALUES (${of}, '${reset}', 'password_reset', 'x', '{"reset_id": "${reset}", "takes_over": true}', now()),
             (${of}, '${verify}', 'email_verify', 'x', '{"token_id": "${verify}"}', now())`);
  await apply(migration);

  const { rows: tokens } = await superuser.query(
    `SELECT id, kind::text, email, encode(token_hash, 'hex') AS hash, expires_at, used_at, version
       FROM mailed_tokens ORDER BY id`,
  );
  const noon = new Date('2026-11-25T12:00Z');
  const ofReset = { kind: 'reset', email: 'Ada@example.com', expires_at: noon };
  const tomorrow = new Date('2026-11-26T12:00Z');
  expect(tokens).toEqual([
    { id: reset, ...ofReset, hash: '01', used_at: null, version: 1 },
    { id: used, ...ofReset, hash: '02', used_at: new Date('2026-11-25T11:45Z'), version: 2 },
    {
      ...{ id: verify, kind: 'verify', email: 'old@example.com', hash: '03' },
      ...{ expires_at: tomorrow, used_at: null, version: 1 },
    },
  ]);
  const { rows: mails } = await superuser.query('SELECT data FROM mails ORDER BY id');
  expect(mails.map(({ data }) => data)).toEqual([{ token_id: reset, takes_over: true }, { token_id: verify }]);
  const { rows: forced } = await superuser.query(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND NOT relforcerowsecurity",
  );
  expect(forced).toEqual([]);
});
