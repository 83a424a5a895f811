import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedOptions, openEmbedded } from './embedded.ts';
import { lockFile } from './file-lock.ts';

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-embedded-'));
  // The unprivileged user must be able to enter it.
  await run('chmod', ['711', folder]);
});
afterAll(() => rm(folder, { recursive: true }));

const newFolder = async (name: string): Promise<string> => {
  const path = join(folder, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  return path;
};

/** Runs a script in a separate process, and reads its output line by line. */
const runScript = (dataDir: string, script: string): { child: ChildProcess; lines: AsyncIterator<string> } => {
  const child = spawn(
    process.execPath,
    [
      ...['--input-type=module', '-e'],
      `
      import { openEmbedded } from ${JSON.stringify(join(import.meta.dirname, 'embedded.ts'))};
      import pg from 'pg';
      const embedded = await openEmbedded({ dataDir: ${JSON.stringify(dataDir)} });
      const client = new pg.Client(embedded.connection('postgres'));
      await client.connect();
      ${script}`,
    ],
    { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (!child.stdout) throw new Error('No output');
  return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
};

const rowsIn = async (dataDir: string, sql: string, options: Omit<EmbeddedOptions, 'dataDir'> = {}) => {
  const embedded = await openEmbedded({ dataDir, ...options });
  const client = new pg.Client(embedded.connection('postgres'));
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  await embedded.close();
  return rows;
};

/** The process id of a data folder's PostgreSQL server, from its pid file; undefined while none runs. */
const postmasterOf = async (dataDir: string): Promise<number | undefined> => {
  const text = await readFile(join(dataDir, 'postgresql', 'postmaster.pid'), 'utf8').catch(() => '');
  return Number(text.split('\n')[0]) || undefined;
};

const untilStopped = async (dataDir: string): Promise<void> => {
  while ((await postmasterOf(dataDir)) !== undefined || lockIsHeld(dataDir));
};

const lockIsHeld = (dataDir: string): boolean => {
  const lock = lockFile(join(dataDir, 'database.lock'));
  lock?.release();
  return lock === null;
};

describe('The default database', () => {
  test('is joined by a second process, and stops when the last process has left', async () => {
    const dataDir = await newFolder('joined');
    const { child, lines } = runScript(
      dataDir,
      `await client.query('CREATE TABLE shared AS SELECT 42 AS n');
       await client.end();
       console.log('written');
       process.once('SIGTERM', () => embedded.close());`,
    );
    expect((await lines.next()).value).toBe('written');
    const second = await openEmbedded({ dataDir });
    const postmaster = await postmasterOf(dataDir);
    child.kill('SIGTERM');
    await once(child, 'exit');
    const client = new pg.Client(second.connection('postgres'));
    await client.connect();
    expect((await client.query('SELECT n FROM shared')).rows).toEqual([{ n: 42 }]);
    await client.end();
    expect(await postmasterOf(dataDir)).toBe(postmaster);
    await second.close();
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  test('stops when the last process is killed, and loses no commit', async () => {
    const dataDir = await newFolder('killed');
    const { child, lines } = runScript(
      dataDir,
      `await client.query('CREATE TABLE written (n int)');
       for (let n = 1; ; n++) {
         await client.query('INSERT INTO written VALUES ($1)', [n]);
         console.log(n);
       }`,
    );
    let acknowledged = 0;
    while (acknowledged < 300) acknowledged = Number((await lines.next()).value);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let line = await lines.next(); !line.done; line = await lines.next()) acknowledged = Number(line.value);
    await untilStopped(dataDir);
    const [row] = await rowsIn(dataDir, 'SELECT count(*)::int AS count, max(n) AS max FROM written');
    expect(row.count).toBe(row.max);
    expect(row.max).toBeGreaterThanOrEqual(acknowledged);
    expect(row.max).toBeLessThanOrEqual(acknowledged + 1);
  });

  test('restarts when its server is killed', async () => {
    const dataDir = await newFolder('server-killed');
    const embedded = await openEmbedded({ dataDir });
    const first = await postmasterOf(dataDir);
    process.kill(first ?? 0, 'SIGKILL');
    const pool = new pg.Pool({ ...embedded.connection('postgres'), max: 1 });
    const answer = async (): Promise<unknown> => {
      try {
        return (await pool.query('SELECT 1 AS one')).rows;
      } catch {
        return answer();
      }
    };
    expect(await answer()).toEqual([{ one: 1 }]);
    expect(await postmasterOf(dataDir)).not.toBe(first);
    await pool.end();
    await embedded.close();
  });

  test('recovers when its supervisor is killed', async () => {
    const dataDir = await newFolder('supervisor-killed');
    const embedded = await openEmbedded({ dataDir });
    const first = await postmasterOf(dataDir);
    const { stdout } = await run('pgrep', ['-f', `supervisor.ts .*"dataDir":"${dataDir}"`]);
    process.kill(Number(stdout.trim()), 'SIGKILL');
    while ([first, undefined].includes(await postmasterOf(dataDir)));
    await embedded.close();
    expect(await rowsIn(dataDir, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('is created once by several processes that start at the same time', async () => {
    const dataDir = await newFolder('at-once');
    const opened = await Promise.all([1, 2, 3].map(() => openEmbedded({ dataDir })));
    const passwords = opened.map((embedded) => embedded.connection('postgres').password);
    expect(new Set(passwords).size).toBe(1);
    await Promise.all(opened.map((embedded) => embedded.close()));
    expect(await postmasterOf(dataDir)).toBeUndefined();
  });

  test('is created again after an interrupted first start', async () => {
    const dataDir = await newFolder('interrupted');
    await mkdir(join(dataDir, 'postgresql.new', 'base'), { recursive: true });
    expect(await rowsIn(dataDir, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('has a private folder and no network address', async () => {
    const dataDir = await newFolder(`${'long'.repeat(20)}/${'longer'.repeat(10)}`);
    const embedded = await openEmbedded({ dataDir });
    const { host } = embedded.connection('postgres');
    expect(Buffer.byteLength(host)).toBeLessThan(100);
    for (const path of [host, dataDir]) expect((await stat(path)).mode & 0o777).toBe(0o700);
    const client = new pg.Client({ ...embedded.connection('postgres'), password: 'another' });
    await expect(client.connect()).rejects.toThrow('password authentication failed');
    await embedded.close();
    expect(await rowsIn(dataDir, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  });

  test('syncs commits to disk', async () => {
    const dataDir = await newFolder('durable');
    const sql = `SELECT string_agg(setting, ' ' ORDER BY name) AS on FROM pg_settings
                  WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')`;
    expect(await rowsIn(dataDir, sql)).toEqual([{ on: 'on on on' }]);
  });

  test('is not created beside one of an earlier version', async () => {
    const dataDir = await newFolder('earlier');
    await mkdir(join(dataDir, 'postgres'));
    await expect(openEmbedded({ dataDir })).rejects.toThrow('docs/upgrading.md');
  });
});

describe.runIf(isRoot)('As root, which PostgreSQL refuses,', () => {
  const table = (n: number) => `CREATE TABLE made (n int); INSERT INTO made VALUES (${n})`;

  test('it runs below a folder that only root may enter, in a user namespace or with its files elsewhere', async () => {
    const dataDir = await newFolder('closed/data');
    await run('chmod', ['700', join(folder, 'closed')]);
    await rowsIn(dataDir, table(7));
    const other = openEmbedded({ dataDir, way: 'unprivileged user' });
    await expect(other).rejects.toThrow('cannot reach its files');
    expect(await rowsIn(dataDir, 'SELECT n FROM made')).toEqual([{ n: 7 }]);
    const fresh = await newFolder('closed/fresh');
    await rowsIn(fresh, table(8), { way: 'unprivileged user' });
    expect(await rowsIn(fresh, 'SELECT n FROM made')).toEqual([{ n: 8 }]);
    const elsewhere = dirname(await readFile(join(fresh, 'postgresql.location'), 'utf8'));
    await rm(elsewhere, { recursive: true });
  });

  test.each(['user namespace', 'unprivileged user'] as const)(
    'it runs with “%s”, and later with the alternative',
    async (way) => {
      const dataDir = await newFolder(way.replace(' ', '-'));
      await rowsIn(dataDir, table(3), { way });
      const other = way === 'user namespace' ? 'unprivileged user' : 'user namespace';
      expect(await rowsIn(dataDir, 'SELECT n FROM made', { way: other })).toEqual([{ n: 3 }]);
      expect(await rowsIn(dataDir, 'SELECT n FROM made', { way })).toEqual([{ n: 3 }]);
    },
  );

  test('a missing cluster outside the data folder is not replaced by an empty one', async () => {
    const dataDir = await newFolder('lost');
    await writeFile(join(dataDir, 'postgresql.location'), join(folder, 'nowhere', 'postgresql'));
    await expect(openEmbedded({ dataDir })).rejects.toThrow('which is missing');
  });

  test('without any way to run, the error says what to do', async () => {
    const dataDir = await newFolder('refused');
    await expect(openEmbedded({ dataDir, way: 'same user' })).rejects.toThrow('DATABASE_URL');
  });
});
