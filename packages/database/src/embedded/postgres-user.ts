import { execFile, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Debian's and everybody's `nobody`. */
const unprivilegedId = 65_534;
const sharedFolder = '/var/lib/doorstep';

/** How PostgreSQL, which refuses to run as root, is run by whoever started this process. */
export type PostgresUser = {
  readonly way: 'same user' | 'user namespace' | 'unprivileged user';
  /** The folder of `bin`, `lib` and `share`. */
  readonly installation: string;
  /** The folder that holds the cluster. */
  readonly clusterParent: string;
  /** The folder of the Unix socket. */
  readonly socketFolder: string;
  /** Who owns the cluster's files, as this process sees it; undefined where there is one possible owner. */
  readonly owner: number | undefined;
  /** The command line and the spawn options that run a program of the installation. */
  command(program: string, args: readonly string[]): [file: string, args: string[], options: SpawnOptions];
};

type Place = { installation: string; dataDir: string; socketFolder: string };

/**
 * Chooses how PostgreSQL runs: as the same user; for root in a user namespace, where the files stay root's; where
 * namespaces are forbidden (containers) as an unprivileged user.
 *
 * @throws Error that says what to do where PostgreSQL cannot run.
 */
export const choosePostgresUser = async (place: Place, way?: PostgresUser['way']): Promise<PostgresUser> => {
  if (way ? way === 'same user' : process.getuid?.() !== 0) return sameUser(place);
  if (way ? way === 'user namespace' : await allowsNamespaces()) return userNamespace(place);
  return unprivilegedUser(place);
};

const sameUser = ({ installation, dataDir, socketFolder }: Place): PostgresUser => ({
  way: 'same user',
  installation,
  socketFolder,
  clusterParent: dataDir,
  owner: undefined,
  command: (program, args) => [join(installation, 'bin', program), [...args], {}],
});

const namespaceOptions = ['--user', '--map-user=1000', '--map-group=1000'];

const allowsNamespaces = (): Promise<boolean> =>
  run('unshare', [...namespaceOptions, 'true']).then(
    () => true,
    () => false,
  );

const userNamespace = ({ installation, dataDir, socketFolder }: Place): PostgresUser => ({
  way: 'user namespace',
  installation,
  socketFolder,
  clusterParent: dataDir,
  owner: 0,
  command: (program, args) => ['unshare', [...namespaceOptions, join(installation, 'bin', program), ...args], {}],
});

const unprivilegedUser = async ({ installation, dataDir }: Omit<Place, 'socketFolder'>): Promise<PostgresUser> => {
  try {
    // Short, for a socket's path, and a folder that only this user may enter.
    const own = join(sharedFolder, hash(dataDir));
    const socketFolder = join(own, 'run');
    await mkdir(own, { recursive: true, mode: 0o711 });
    await mkdir(socketFolder, { recursive: true, mode: 0o700 });
    await chown(socketFolder, unprivilegedId, unprivilegedId);
    const clusterParent = (await isReachable(dirname(dataDir))) ? dataDir : own;
    // Entered, not listed: the folders in it are private by themselves.
    if (clusterParent === dataDir) await chmod(dataDir, 0o711);
    const reachable = (await isReachable(join(installation, 'bin')))
      ? installation
      : await copyInstallation(installation);
    const identity = { uid: unprivilegedId, gid: unprivilegedId };
    await run(join(reachable, 'bin', 'postgres'), ['--version'], identity);
    return {
      way: 'unprivileged user',
      installation: reachable,
      clusterParent,
      socketFolder,
      owner: unprivilegedId,
      command: (program, args) => [join(reachable, 'bin', program), [...args], identity],
    };
  } catch (cause) {
    throw new Error(
      'PostgreSQL does not run as root, and neither a user namespace nor an unprivileged user can be had here. Start Doorstep as another user, or name a PostgreSQL server in DATABASE_URL.',
      { cause },
    );
  }
};

/** Whether every user may enter a folder and all above it. */
const isReachable = async (folder: string): Promise<boolean> => {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
};

/** A copy of the programs where every user can run them; made once for each version. */
const copyInstallation = async (installation: string): Promise<string> => {
  const copy = join(sharedFolder, hash(installation));
  if (await stat(copy).catch(() => null)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(installation, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  return copy;
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Gives a file, or a folder with all in it, to the user that PostgreSQL runs as, where another one owns it. */
export const giveTo = async (path: string, owner: number | undefined): Promise<void> => {
  const stats = await lstat(path);
  if (owner === undefined || stats.uid === owner) return;
  if (stats.isDirectory())
    for (const name of await readdir(path, { recursive: true })) await chown(join(path, name), owner, owner);
  // Last: a start that was interrupted begins again.
  await chown(path, owner, owner);
};
