import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createEmptyDatabase, createServerDatabase, type ServerDatabase } from '@doorstep/database/test-database';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { freePort } from '@doorstep/testing/free-port';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { beforeAll, inject, onTestFinished } from 'vitest';
import { serverFlags } from '../server-flags.mjs';

const source = join(import.meta.dirname, '..', 'src');

type Installation = {
  /** Its own data folder and database, without customers. */
  env: Record<string, string> & { DATA_DIR: string };
  remove(): Promise<void>;
};

/** The database of an installation: a migrated one, an empty one, or the default database. */
type InstallationDatabase = 'migrated' | 'empty' | 'default';

const newInstallation = async (kind: InstallationDatabase = 'migrated'): Promise<Installation> => {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-installation-'));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  if (kind === 'default') return { env: { DATA_DIR: dataDir }, remove: removeFolder };
  const database = kind === 'empty' ? await createEmptyLoginDatabase() : await createServerDatabase(inject('server'));
  return {
    env: { DATA_DIR: dataDir, DATABASE_URL: database.loginUrl, MIGRATE_DATABASE_URL: database.ownerUrl },
    remove: async () => {
      await removeFolder();
      await database.remove();
    },
  };
};

const createEmptyLoginDatabase = async (): Promise<ServerDatabase> => {
  const database = await createEmptyDatabase(inject('server').url);
  await database.grantRoles();
  return database;
};

/** The environment of a server and of operator commands, for one test. */
export const useInstallation = async (kind?: InstallationDatabase): Promise<Installation['env']> => {
  const { env, remove } = await newInstallation(kind);
  onTestFinished(remove);
  return env;
};

const cleanEnv = (env: Record<string, string>): NodeJS.ProcessEnv => {
  const { DATABASE_URL: _, OPERATOR_DATABASE_URL: __, MIGRATE_DATABASE_URL: ___, ...inherited } = process.env;
  return { ...inherited, NODE_ENV: 'development', ...env };
};

export type RunningServer = {
  child: ChildProcess;
  output(): string;
  url: string;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

/** An installation with a running server. */
export type InstalledServer = { readonly env: Installation['env']; readonly server: RunningServer };

/** Starts a server for the tests of a suite, with an installation of its own. */
export const useServer = ({
  database,
  env = {},
  args = [],
}: {
  database?: InstallationDatabase;
  env?: Record<string, string>;
  args?: string[];
} = {}): InstalledServer => {
  let installed: InstalledServer | undefined;
  beforeAll(async () => {
    const installation = await newInstallation(database);
    const server = await startServer({ ...installation.env, ...env }, ...args);
    installed = { env: installation.env, server };
    return async () => {
      await server.stop();
      await installation.remove();
    };
  });
  const get = () => {
    if (!installed) throw new Error('The server has not started');
    return installed;
  };
  return {
    get env() {
      return get().env;
    },
    get server() {
      return get().server;
    },
  };
};

/** Starts the server in a child process, and waits until it listens. */
export const startServer = async (env: Record<string, string>, ...args: string[]): Promise<RunningServer> =>
  (await launchServer(env, ...args)).listening;

/** A server that is starting. `listening` rejects with exit code and output if the start fails. */
export const launchServer = async (
  env: Record<string, string>,
  ...args: string[]
): Promise<{ child: ChildProcess; listening: Promise<RunningServer> }> => {
  const port = env.PORT ?? String(await freePort());
  const child = spawn(process.execPath, [...serverFlags, join(source, 'main.js'), ...args], {
    cwd: repositoryRoot,
    env: cleanEnv({ ...env, PORT: port, HOST: '127.0.0.1', PUBLIC_URL: `http://127.0.0.1:${port}` }),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = args.includes('--demo') ? 'Ctrl-C ends it' : '"msg":"listening"';
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
    child.kill(signal);
    const [code] = await once(child, 'exit');
    return code;
  };
  const listening = new Promise<RunningServer>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes(ready)) resolve({ child, output: () => output, url: `http://127.0.0.1:${port}`, stop });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('close', (exitCode) =>
      reject(Object.assign(new Error(`The server did not start: ${output}`), { exitCode })),
    );
  });
  return { child, listening };
};

const run = promisify(execFile);

/** Runs an operator command. Returns its output lines. */
export const operatorCommand = async (env: Record<string, string>, ...args: string[]): Promise<string[]> => {
  const { stdout } = await run(process.execPath, [join(source, 'operator', 'operator-command.ts'), ...args], {
    cwd: repositoryRoot,
    env: cleanEnv(env),
  });
  return stdout.trimEnd().split('\n');
};

/** Starts an operator command, which a test may end. */
export const operatorProcess = (env: Record<string, string>, ...args: string[]): ChildProcess =>
  spawn(process.execPath, [join(source, 'operator', 'operator-command.ts'), ...args], {
    cwd: repositoryRoot,
    env: cleanEnv(env),
    stdio: ['ignore', 'ignore', 'pipe'],
  });

/** Starts the command that prints the events of the demo tenant. */
export const webhookListener = (env: Record<string, string>): ChildProcess =>
  spawn(process.execPath, [join(repositoryRoot, 'scripts', 'listen-to-webhooks.mjs')], {
    cwd: repositoryRoot,
    env: cleanEnv(env),
    stdio: ['ignore', 'pipe', 'inherit'],
  });

/** Creates a tenant with an operator command, and registers a customer. */
export const newCustomerAt = async (
  { url }: RunningServer,
  env: Record<string, string>,
): Promise<{ tenantId: string; customer: SignedInClient }> => {
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Shop');
  const anonymous = createClient(url, { tenantId });
  const { body } = await anonymous.post('/api/auth/register/', { json: { email: 'a@example.com', password } });
  return { tenantId, customer: anonymous.signedIn(body) };
};

/** Lists the files below a folder, without lock files. */
export const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
    .map(({ name }) => name);
