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
/** After a run shorter than `steadyMs`, a restart waits `pauseMs`. */
const steadyMs = 5_000;
const pauseMs = 500;

/** The server process of one cluster. It restarts when it dies, until it is stopped. */
export class PostgresProcess {
  readonly #user: PostgresUser;
  readonly #cluster: Cluster;
  readonly #settings: Readonly<Record<string, string>>;
  readonly #logPath: string;
  #log: FileHandle | undefined;
  #child: ChildProcess | undefined;
  #stopping = false;

  /** @param settings Settings of PostgreSQL in addition to the fixed ones. */
  constructor(user: PostgresUser, cluster: Cluster, settings: Readonly<Record<string, string>>, logPath: string) {
    this.#user = user;
    this.#cluster = cluster;
    this.#settings = settings;
    this.#logPath = logPath;
  }

  /**
   * Starts PostgreSQL, and waits until it accepts connections.
   *
   * @throws Error if it does not start.
   */
  async start(): Promise<void> {
    this.#log = await open(this.#logPath, 'a', 0o600);
    // A killed supervisor leaves its server behind, with other settings and another parent.
    if (await this.#answers()) await this.#control('stop', '--mode', 'fast');
    await this.#launch();
  }

  /** Ends all sessions, rolls back open transactions, and waits until the files are closed. */
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
    child.once('exit', () => this.#restart(performance.now() - startedAt));
    child.once('error', () => {});
    await this.#untilReady(child);
  }

  async #restart(livedMs: number): Promise<void> {
    if (livedMs < steadyMs) await delay(pauseMs);
    // A failed start ends here again. The log has the reason.
    if (!this.#stopping) await this.#launch().catch(() => {});
  }

  /** The eighth line of PostgreSQL's pid file says whether it accepts connections. */
  async #untilReady(child: ChildProcess): Promise<void> {
    const pidFile = join(this.#cluster.folder, 'postmaster.pid');
    for (const end = Date.now() + startSeconds * 1000; Date.now() < end; await delay(10)) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) break;
      const lines = (await readFile(pidFile, 'utf8').catch(() => '')).split('\n');
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
    }
    throw new Error(`PostgreSQL did not start. See ${this.#logPath}.`);
  }

  #fixedSettings(): Record<string, string> {
    const { host, port } = this.#cluster;
    const listening: Record<string, string> =
      process.platform === 'win32'
        ? { listen_addresses: host, port: String(port) }
        : { listen_addresses: '', unix_socket_directories: host, unix_socket_permissions: '0700' };
    // One machine without replicas: the write-ahead log is only for recovery.
    return { ...listening, wal_level: 'minimal', max_wal_senders: '0', io_method: 'sync', jit: 'off' };
  }

  /** Whether a server of this cluster accepts connections. The process of its pid file may be an unrelated one by now. */
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
    // It fails if the server has already stopped, which is the goal.
    await run(...this.#user.command('pg_ctl', [...args, '--pgdata', this.#cluster.folder])).catch(() => {});
  }
}
