import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate as nextTurn } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openEmbedded } from './embedded.ts';
import { lockFolder } from './folder-lock.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-embedded-'));
});
afterAll(() => rm(folder, { recursive: true }));

const newFolder = async (name: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
};

/** Runs a script in a process of its own, and reads what it prints line by line. */
const runScript = (script: string): { child: ChildProcess; lines: AsyncIterator<string> } => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('No output');
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
};

const imports = `
  import { openEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
  import pg from 'pg';
`;

const rowsIn = async (dataDir: string, sql: string) => {
  const embedded = await openEmbedded({ dataDir });
  const client = new pg.Client(embedded.connection('postgres'));
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  const { role } = embedded;
  await embedded.close();
  return { rows, role };
};

test('A folder belongs to one process at a time, and to nobody once that is killed', async () => {
  const dataDir = await newFolder('lock');
  const { child, lines } = runScript(`
    import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))};
    console.log(lockFolder(${JSON.stringify(dataDir)}, 'database') ? 'mine' : 'taken');
    setInterval(() => {}, 1000);
  `);
  expect((await lines.next()).value).toBe('mine');
  expect(lockFolder(dataDir, 'database')).toBeNull();
  child.kill('SIGKILL');
  await once(child, 'exit');
  const lock = lockFolder(dataDir, 'database');
  expect(lock).not.toBeNull();
  lock?.release();
});

test('A second process on a folder is the guest of the first', async () => {
  const dataDir = await newFolder('guest');
  const { child, lines } = runScript(`${imports}
    const embedded = await openEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client(embedded.connection('postgres'));
    await client.connect();
    await client.query('CREATE TABLE shared AS SELECT 42 AS n');
    console.log(embedded.role);
  `);
  expect((await lines.next()).value).toBe('owner');
  expect(await rowsIn(dataDir, 'SELECT n FROM shared')).toEqual({ rows: [{ n: 42 }], role: 'guest' });
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await rowsIn(dataDir, 'SELECT n FROM shared')).toEqual({ rows: [{ n: 42 }], role: 'owner' });
});

test('A guest takes over when the process that ran the database ends', async () => {
  const dataDir = await newFolder('heir');
  const { child, lines } = runScript(`${imports}
    const embedded = await openEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client(embedded.connection('postgres'));
    await client.connect();
    await client.query('CREATE TABLE inherited AS SELECT 42 AS n');
    await client.end();
    console.log(embedded.role);
    process.once('SIGTERM', () => embedded.close());
  `);
  expect((await lines.next()).value).toBe('owner');
  const heir = await openEmbedded({ dataDir });
  expect(heir.role).toBe('guest');
  const client = new pg.Client(heir.connection('postgres'));
  await client.connect();
  await client.query('BEGIN');
  child.kill('SIGTERM');
  // The owner waits for what its guest has begun.
  await client.query('INSERT INTO inherited VALUES (43)');
  await client.query('COMMIT');
  await client.end();
  await once(child, 'exit');
  while (heir.role === 'guest') await nextTurn();
  expect(await rowsIn(dataDir, 'SELECT count(*)::int AS count FROM inherited')).toEqual({
    rows: [{ count: 2 }],
    role: 'guest',
  });
  await heir.close();
});

test('What was committed before a kill -9 is there afterwards', async () => {
  const dataDir = await newFolder('killed');
  const { child, lines } = runScript(`${imports}
    const embedded = await openEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
    const client = new pg.Client(embedded.connection('postgres'));
    await client.connect();
    await client.query('CREATE TABLE written (n int)');
    for (let n = 1; ; n++) {
      await client.query('INSERT INTO written VALUES ($1)', [n]);
      console.log(n);
    }
  `);
  let acknowledged = 0;
  while (acknowledged < 300) acknowledged = Number((await lines.next()).value);
  child.kill('SIGKILL');
  await once(child, 'exit');
  for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged = Number(line.value);
  const { rows } = await rowsIn(dataDir, 'SELECT count(*)::int AS count, max(n) AS max FROM written');
  expect(rows[0].count).toBe(rows[0].max);
  expect(rows[0].max).toBeGreaterThanOrEqual(acknowledged);
  expect(rows[0].max).toBeLessThanOrEqual(acknowledged + 1);
});

test('A folder with a long path works too, and only its user may enter', async () => {
  const dataDir = await newFolder(`${'long'.repeat(20)}/${'longer'.repeat(10)}`);
  const embedded = await openEmbedded({ dataDir });
  const { host } = embedded.connection('postgres');
  expect(Buffer.byteLength(host)).toBeLessThan(100);
  for (const path of [host, dataDir]) expect((await stat(path)).mode & 0o777).toBe(0o700);
  await embedded.close();
  expect((await rowsIn(dataDir, 'SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});
