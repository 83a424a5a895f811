import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdir, realpath, rm } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { WorkerData } from './embedded-worker.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { sslRequest } from './frontend-messages.ts';

/** Where to find the embedded database, as pg wants it. */
export type EmbeddedConnection = { host: string; port: number; user: string; database: string };

export type Embedded = {
  /** Whether this process runs the database just now, or uses the one of a process that does. */
  readonly role: 'owner' | 'guest';
  connection(login: string): EmbeddedConnection;
  /** Resolves when the database has ended without being asked to, and nobody could take over. */
  readonly died: Promise<void>;
  /** An owner waits some seconds for its guests to end, rolls back what is under way, and closes the files. */
  close(): Promise<void>;
};

const port = 5432;
// What a Unix socket's path may measure on Linux and macOS, with room for the file's name.
const maxSocketPath = 100;
const startSeconds = 60;

/**
 * Opens the PostgreSQL that comes with the package (PGlite), with its files in `dataDir`, reached over a Unix socket that
 * only this user can open. Only one process may run it: another one becomes its guest, and takes over when it ends.
 */
export const openEmbedded = async ({ dataDir }: { dataDir: string }): Promise<Embedded> => {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  await chmod(dataDir, 0o700);
  const host = await socketFolder(await realpath(dataDir));
  const take = () => ownOrJoin(dataDir, join(host, `.s.PGSQL.${port}`));
  let hold = await take();
  let closing = false;
  const keep = async () => {
    for (await hold.ended; !closing && hold.role === 'guest'; await hold.ended) hold = await take();
    if (closing) await hold.close();
  };
  const died = keep().catch(() => {});
  return {
    get role() {
      return hold.role;
    },
    connection: (user) => ({ host, port, user, database: 'postgres' }),
    died,
    close: async () => {
      closing = true;
      await hold.close();
      await died;
    },
  };
};

/** One process's part in running the database, until it or the process that runs it ends. */
type Hold = { role: 'owner' | 'guest'; ended: Promise<unknown>; close(): Promise<unknown> };

const ownOrJoin = async (dataDir: string, socketPath: string): Promise<Hold> => {
  for (const end = Date.now() + startSeconds * 1000; Date.now() < end; await delay(50)) {
    const lock = lockFolder(dataDir, 'database');
    if (lock) return own(lock, { databaseDir: join(dataDir, 'postgres'), socketPath });
    // Somebody runs it, or is about to, or has just ended: then the lock is free the next time.
    const lifeline = await connectTo(socketPath);
    if (lifeline) {
      const ended = new Promise((resolve) => lifeline.once('close', resolve));
      return { role: 'guest', ended, close: async () => lifeline.destroy() };
    }
  }
  throw new Error(`Another process holds ${dataDir}, but its database does not answer`);
};

const own = async (lock: FolderLock, workerData: WorkerData): Promise<Hold> => {
  const worker = await startWorker(workerData).catch((error) => {
    lock.release();
    throw error;
  });
  const ended = once(worker, 'exit').finally(() => lock.release());
  const close = () => {
    worker.postMessage('close');
    return ended;
  };
  return { role: 'owner', ended, close };
};

const startWorker = async (workerData: WorkerData): Promise<Worker> => {
  // Left over from a process that was killed: whoever has the lock may take it.
  await rm(workerData.socketPath, { force: true });
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData, execArgv: [] });
  await new Promise<void>((resolve, reject) => {
    // Under `node --watch` a worker's loader sends messages of its own.
    worker.on('message', (message) => message === 'ready' && resolve());
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error('The embedded database ended while it was starting')));
  });
  await chmod(workerData.socketPath, 0o600);
  return worker;
};

/**
 * A connection to whoever runs the database; null where nobody does. It is answered before it counts, as an owner waits
 * only for guests it knows of.
 */
const connectTo = (socketPath: string): Promise<Socket | null> =>
  new Promise((resolve) => {
    const socket = createConnection(socketPath, () => socket.write(sslRequest));
    socket.once('data', () => resolve(socket));
    socket.once('close', () => resolve(null));
    socket.on('error', () => {});
  });

/** The data folder itself, or where its path is too long for a socket, one in the temporary folder that is ours alone. */
const socketFolder = async (dataDir: string): Promise<string> => {
  if (Buffer.byteLength(dataDir) + 15 <= maxSocketPath) return dataDir;
  const name = createHash('sha256').update(dataDir).digest('hex').slice(0, 16);
  const folder = join(tmpdir(), `doorstep-${name}`);
  await mkdir(folder, { mode: 0o700 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  const { uid, mode } = await lstat(folder);
  if (uid !== userInfo().uid || (mode & 0o170_777) !== 0o040_700) throw new Error(`${folder} is not ours alone`);
  return folder;
};
