import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { changeOwner, type PostgresUser } from './postgres-user.ts';

const run = promisify(execFile);

/** The files of one PostgreSQL server, and the parameters of a connection to it. */
export type Cluster = { folder: string; host: string; port: number; password: string };

/**
 * Opens the cluster of a data folder, and creates it at the first start.
 *
 * @throws Error if the cluster is missing or PostgreSQL cannot reach it.
 */
export const prepareCluster = async (user: PostgresUser, dataDir: string): Promise<Cluster> => {
  const folder = (await recordedFolder(dataDir)) ?? join(user.clusterParent, 'postgresql');
  refuseUnreachable(dataDir, folder);
  if (!existsSync(folder)) await initialize(user, folder);
  if (user.clusterParent !== dataDir) await writeFile(join(dataDir, recordName), folder);
  await changeOwner(folder, user.owner);
  const { password, port } = JSON.parse(await readFile(join(folder, accessName), 'utf8')) as Access;
  return process.platform === 'win32'
    ? { folder, host: '127.0.0.1', port, password }
    : { folder, host: user.socketFolder, port: 5432, password };
};

/** A file in the cluster with the parameters of a connection. Only Windows uses the port. */
const accessName = 'doorstep.json';
type Access = { password: string; port: number };

/** A file with the path of a cluster outside the data folder. */
const recordName = 'postgresql.location';

const recordedFolder = async (dataDir: string): Promise<string | undefined> => {
  const folder = await readFile(join(dataDir, recordName), 'utf8').catch(() => undefined);
  if (folder === undefined || existsSync(folder)) return folder;
  throw new Error(
    `The database of ${dataDir} should be in ${folder}, which is missing. Restore that folder, or delete ${join(dataDir, recordName)} to start with an empty database.`,
  );
};

/** @throws Error for a data folder of a release that used PGlite, because only that release can read it. */
export const refuseEarlierVersion = (dataDir: string): void => {
  const ours = ['postgresql', recordName].some((name) => existsSync(join(dataDir, name)));
  if (ours || !existsSync(join(dataDir, 'postgres'))) return;
  throw new Error(
    `${dataDir} holds a database of an earlier version (PGlite), which this version cannot read. Nothing was changed. docs/upgrading.md says how to copy it. To start with an empty database instead, move the folder "postgres" away.`,
  );
};

/** An unreachable cluster must not be replaced by an empty one elsewhere. */
const refuseUnreachable = (dataDir: string, folder: string): void => {
  const inside = join(dataDir, 'postgresql');
  if (folder === inside || !existsSync(inside)) return;
  throw new Error(
    `PostgreSQL, which does not run as root, cannot reach its files in ${inside}. Move the data folder to a place that other users may enter, or start Doorstep as another user.`,
  );
};

/** Creates a cluster completely or not at all: it gets its name when it is ready. */
const initialize = async (user: PostgresUser, folder: string): Promise<void> => {
  const access: Access = { password: randomBytes(24).toString('base64url'), port: await freePort() };
  const unfinished = `${folder}.new`;
  const passwordFile = `${folder}.password`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await changeOwner(unfinished, user.owner);
  await writeFile(passwordFile, access.password, { mode: 0o600 });
  await changeOwner(passwordFile, user.owner);
  const initdb = user.command('initdb', [
    ...['--pgdata', unfinished, '--username', 'postgres', '--pwfile', passwordFile],
    ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale'],
  ]);
  await run(...initdb).catch((cause) => {
    throw new Error(
      `PostgreSQL does not run on this machine: ${cause.message} Set DATABASE_URL to a PostgreSQL server instead.`,
      { cause },
    );
  });
  await rm(passwordFile);
  await writeFile(join(unfinished, accessName), JSON.stringify(access), { mode: 0o600 });
  await rename(unfinished, folder);
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (typeof address !== 'object' || !address) throw new Error('No free port');
  return address.port;
};
