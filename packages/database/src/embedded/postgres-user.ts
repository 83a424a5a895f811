import { execFile, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, lstat, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The user id of `nobody`. */
const unprivilegedId = 65_534;
const sharedFolder = '/var/lib/doorstep';

/** How to run PostgreSQL, which refuses to run as root. */
export type PostgresUser = {
  readonly way: 'same user' | 'user namespace' | 'unprivileged user';
  /** The folder with `bin`, `lib` and `share`. */
  readonly installation: string;
  /** The parent folder of the cluster. */
  readonly clusterParent: string;
  /** The folder of the Unix socket. */
  readonly socketFolder: string;
  /** The owner of the cluster's files, as this process sees it; undefined if no other owner is possible. */
  readonly owner: number | undefined;
  /** Command line and spawn options for a program of the installation. */
  command(program: string, args: readonly string[]): [file: string, args: string[], options: SpawnOptions];
};

type Place = { installation: string; dataDir: string; socketFolder: string };

/**
 * Chooses how PostgreSQL runs. Root uses a user namespace, in which the files still belong to root. Where namespaces are
 * forbidden (containers), root uses an unprivileged user. Everyone else runs it as the same user.
 *
 * @throws Error that says what to do if PostgreSQL cannot run.
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
    // A socket's path must be short, in a folder that only this user may enter.
    const own = join(sharedFolder, hash(dataDir));
    const socketFolder = join(own, 'run');
    await mkdir(own, { recursive: true, mode: 0o711 });
    await mkdir(socketFolder, { recursive: true, mode: 0o700 });
    await chown(socketFolder, unprivilegedId, unprivilegedId);
    const clusterParent = (await isReachable(dirname(dataDir))) ? dataDir : own;
    // Others may enter it but not list it: the folders in it are private.
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
      'PostgreSQL does not run as root, and neither a user namespace nor an unprivileged user is available here. Start Doorstep as another user, or set DATABASE_URL to a PostgreSQL server.',
      { cause },
    );
  }
};

/** Whether every user may enter a folder and all of its parents. */
const isReachable = async (folder: string): Promise<boolean> => {
  for (let path = folder; ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
};

/** Copies the programs to a folder where every user can run them, once for each version. */
const copyInstallation = async (installation: string): Promise<string> => {
  const copy = join(sharedFolder, hash(installation));
  if (await stat(copy).catch(() => null)) return copy;
  const unfinished = `${copy}.${process.pid}`;
  await cp(installation, unfinished, { recursive: true, verbatimSymlinks: true });
  await rename(unfinished, copy).catch(() => rm(unfinished, { recursive: true }));
  return copy;
};

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** Changes the owner of a file, or of a folder with its content, if it has another owner. */
export const changeOwner = async (path: string, owner: number | undefined): Promise<void> => {
  const stats = await lstat(path);
  if (owner === undefined || stats.uid === owner) return;
  if (stats.isDirectory())
    for (const name of await readdir(path, { recursive: true })) await chown(join(path, name), owner, owner);
  // The folder itself is last, so that an interrupted start begins again.
  await chown(path, owner, owner);
};
