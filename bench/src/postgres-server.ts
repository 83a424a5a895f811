import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '@doorstep/testing/free-port';

/** A PostgreSQL server, and the URL of its superuser. */
export type PostgresServer = { url: string; stop(): void };

/** Opens the server of a superuser's DATABASE_URL, or starts one from installed binaries. */
export const openPostgres = async (url: string | undefined): Promise<PostgresServer> =>
  url ? { url, stop: () => {} } : startPostgres();

const startPostgres = async (): Promise<PostgresServer> => {
  const bin = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-bench-postgres-'));
  // PostgreSQL refuses to run as root.
  const asRoot = process.getuid?.() === 0;
  if (asRoot) chownSync(folder, ...idsOf('postgres'));
  const run = (name: string, ...args: string[]) => {
    const command = [join(bin, name), ...args];
    const [program = '', ...rest] = asRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(program, rest, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  };
  const data = join(folder, 'data');
  const port = await freePort();
  run('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C');
  run('pg_ctl', '-D', data, '-w', '-l', join(folder, 'log'), '-o', `-p ${port} -h 127.0.0.1 -k ''`, 'start');
  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', '-D', data, '-m', 'fast', 'stop');
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

const findBinaries = (): string => {
  const packaged = '/usr/lib/postgresql';
  const versions = existsSync(packaged) ? readdirSync(packaged).sort((a, b) => Number(b) - Number(a)) : [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...versions.map((version) => join(packaged, version, 'bin')),
  ];
  const found = folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'pg_ctl')));
  if (found) return found;
  throw new Error('No PostgreSQL found. Set DATABASE_URL of a superuser, or install PostgreSQL.');
};

const idsOf = (user: string): [number, number] => {
  const id = (flag: string) => Number(execFileSync('id', [flag, user], { encoding: 'utf8' }));
  return [id('-u'), id('-g')];
};
