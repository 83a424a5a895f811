import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Cluster } from './cluster.ts';
import type { PostgresUser } from './postgres-user.ts';

const run = promisify(execFile);

const startSeconds = 60;
/** PostgreSQL that ends sooner than this after its start waits before the next one, both in milliseconds. */
const steadyMs = 5_000;
const pauseMs = 500;

/** The server process of one cluster: started, started again whenever it ends, and stopped. */
export class PostgresProcess {
  readonly #user: PostgresUser;
  readonly #cluster: Cluster;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #logPath: string;
  #log: FileHandle | undefined;
  #child: ChildProcess | undefined;
  #stopping = false;

  /** @param settings Settings of PostgreSQL beyond those it always gets. */
  constructor(user: PostgresUser, cluster: Cluster, settings: Readonly<Record<string, string>>, logPath: string) {
    this.#user = user;
    this.#cluster = cluster;
    this.#settings = settings;
    this.#logPath = logPath;
  }

  /** Starts PostgreSQL and waits until it takes connections. Throws when it does not come up. */
  async start(): Promise<void> {
    this.#log = await open(this.#logPath, 'a', 0o600);
    // A supervisor that was killed leaves its server behind, which has other settings and another parent.
    if (await this.#answers()) await this.#control('stop', '--mode', 'fast');
    await this.#launch();
  }

  /** Ends all sessions, rolls back what they did not commit, and waits until the files are closed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      await this.#control('stop', '--mode', 'fast', '--no-wait');
      await ended;
    }
    await this.#log?.close();
  }

  async #launch(): Promise<void> {
    const settings = Object.entries({ ...this.#fixedSettings(), ...this.#settings });
    const [file, args, options] = this.#user.command('postgres', [
      ...['-D', this.#cluster.folder],
      ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ]);
    const output = this.#log?.fd ?? 'ignore';
    const startedAt = performance.now();
    const child = spawn(file, args, { ...options, stdio: ['ignore', output, output] });
    this.#child = child;
    child.once('exit', () => this.#startAgain(performance.now() - startedAt));
    child.once('error', () => {});
    await this.#untilReady(child);
  }

  async #startAgain(livedMs: number): Promise<void> {
    if (livedMs < steadyMs) await delay(pauseMs);
    // A start that fails ends here again; why stands in the log.
    if (!this.#stopping) await this.#launch().catch(() => {});
  }

  /** PostgreSQL says in the eighth line of its pid file when it takes connections. */
  async #untilReady(child: ChildProcess): Promise<void> {
    const pidFile = join(this.#cluster.folder, 'postmaster.pid');
    for (const end = Date.now() + startSeconds * 1000; Date.now() < end; await delay(10)) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
      const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    }
    throw new Error(`PostgreSQL did not start: see ${this.#logPath}`);
  }

  #fixedSettings(): Record<string, string> {
    const { host, port } = this.#cluster;
    const listening: Record<string, string> =
      process.platform === 'win32'
        ? { listen_addresses: host, port: String(port) }
        : { listen_addresses: '', unix_socket_directories: host, unix_socket_permissions: '0700' };
    // One machine without a replica: the write-ahead log serves recovery alone.
    return { ...listening, wal_level: 'minimal', max_wal_senders: '0', io_method: 'sync', jit: 'off' };
  }

  /** Whether a server of this cluster takes connections: a pid file may name a process that is another by now. */
  #answers(): Promise<boolean> {
    const { host, port } = this.#cluster;
    const socket = connect(process.platform === 'win32' ? { host, port } : { path: join(host, `.s.PGSQL.${port}`) });
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    }).then((answers) => {
      socket.destroy();
      return answers as boolean;
    });
  }

  async #control(...args: string[]): Promise<void> {
    // It fails where the server has ended by itself, which is what was asked for.
    await run(...this.#user.command('pg_ctl', [...args, '--pgdata', this.#cluster.folder])).catch(() => {});
  }
}
