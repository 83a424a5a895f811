import { once } from 'node:events';
import type { Socket } from 'node:net';
import { fatal, hasError, lastStatus, query, sync, welcome } from './backend-messages.ts';
import { type Batch, FrontendMessages, sslRequestCode, startupParameters } from './frontend-messages.ts';

/** A database with one session, fed with protocol messages. */
export type Session = { exec(messages: Uint8Array): Promise<Uint8Array> };

const superuser = 'postgres';
const gssRequest = 80_877_104;
const protocol3 = 196_608;

/**
 * Lets many clients of the PostgreSQL protocol share one session. A client owns the session from its first message until
 * the server says that it is idle again, so that no message of another comes between the parts of an extended query or
 * into a transaction; who waits is served in order. A client that goes away in between is rolled back.
 *
 * Clients act as the login they name, as on a server. What one leaves on the session (a SET, a prepared statement) is
 * discarded when the login changes; clients of one login trust each other.
 */
export class Multiplexer {
  readonly #session: Session;
  readonly #serverVersion: string;
  readonly #waiting: (() => void)[] = [];
  #owned = false;
  #login = superuser;
  readonly #known = new Set([superuser]);

  constructor(session: Session, serverVersion: string) {
    this.#session = session;
    this.#serverVersion = serverVersion;
  }

  /** Serves one connection until it ends; never throws. */
  async serve(socket: Socket): Promise<void> {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    try {
      await new Connection(this, socket).run();
    } catch {
      // The client went away, or speaks another protocol: its connection is closed and its transaction rolled back.
    } finally {
      socket.destroy();
    }
  }

  get welcome(): Buffer {
    return welcome(this.#serverVersion);
  }

  /** Whether there is such a login; only the first of a name has to wait for the session to find out. */
  async knows(login: string): Promise<boolean> {
    if (this.#known.has(login)) return true;
    const there = await this.acquire(login);
    if (there) this.release();
    return there;
  }

  /** Waits for the session and takes it as `login`; false where there is no such login. Throws what the session throws. */
  async acquire(login: string): Promise<boolean> {
    if (this.#owned) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#owned = true;
    if (login === this.#login) return true;
    let there = false;
    try {
      there = await this.#become(login);
    } finally {
      if (!there) this.release();
    }
    return there;
  }

  /** Hands the session to whoever waits longest. */
  release(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#owned = false;
  }

  exec(messages: Uint8Array): Promise<Uint8Array> {
    return this.#session.exec(messages);
  }

  /** By name each time: the session was not begun by a client, so a RESET would lead to no login at all. */
  async #become(login: string): Promise<boolean> {
    this.#login = superuser;
    for (const sql of [as(superuser), 'DISCARD ALL', as(login)]) {
      if (hasError(await this.#session.exec(query(sql)))) return false;
    }
    this.#login = login;
    this.#known.add(login);
    return true;
  }
}

const as = (login: string): string => `SET SESSION AUTHORIZATION "${login.replaceAll('"', '""')}"`;

/** One client. */
class Connection {
  readonly #multiplexer: Multiplexer;
  readonly #socket: Socket;
  readonly #messages = new FrontendMessages();
  #login: string | null = null;
  #owning = false;

  constructor(multiplexer: Multiplexer, socket: Socket) {
    this.#multiplexer = multiplexer;
    this.#socket = socket;
  }

  async run(): Promise<void> {
    try {
      // Reading only when the last batch has been answered keeps what a client can make us hold bounded.
      for await (const chunk of this.#socket) {
        this.#messages.push(chunk);
        if (this.#login === null && !(await this.#start())) continue;
        if (!(await this.#answerAll())) return;
      }
    } finally {
      if (this.#owning) await this.#rollBack();
    }
  }

  /** Greets the client; false while its startup packet has not come. */
  async #start(): Promise<boolean> {
    for (let packet = this.#messages.takeStartup(); packet; packet = this.#messages.takeStartup()) {
      const code = packet.readUInt32BE(4);
      if (code === sslRequestCode || code === gssRequest) {
        await this.#write(Buffer.from('N'));
      } else if (code === protocol3) {
        return await this.#greet(startupParameters(packet).get('user') ?? '');
      } else throw new Error('A cancel request, or a protocol we do not speak');
    }
    return false;
  }

  async #greet(login: string): Promise<true> {
    if (!(await this.#multiplexer.knows(login))) {
      await this.#write(fatal('28000', `role "${login}" does not exist`));
      throw new Error('Unknown login');
    }
    this.#login = login;
    await this.#write(this.#multiplexer.welcome);
    return true;
  }

  /** Answers every whole message that has come; false when the client has ended. */
  async #answerAll(): Promise<boolean> {
    for (let batch = this.#messages.take(); batch; batch = this.#messages.take()) {
      if (batch.bytes.length > 0) await this.#answer(batch);
      if (batch.terminated) return false;
    }
    return true;
  }

  async #answer({ bytes, synced }: Batch): Promise<void> {
    if (!this.#owning) this.#owning = await this.#multiplexer.acquire(this.#login ?? '');
    if (!this.#owning) throw new Error('The login is gone');
    const answer = await this.#multiplexer.exec(bytes);
    if (synced && lastStatus(answer) === 'I') {
      this.#owning = false;
      this.#multiplexer.release();
    }
    await this.#write(answer);
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0 || this.#socket.write(bytes)) return;
    await Promise.race([once(this.#socket, 'drain'), once(this.#socket, 'close')]);
  }

  /** Sync ends an extended query that was left half-way, and a state of error with it; then the transaction can go. */
  async #rollBack(): Promise<void> {
    this.#owning = false;
    try {
      await this.#multiplexer.exec(sync);
      await this.#multiplexer.exec(query('ROLLBACK'));
    } finally {
      this.#multiplexer.release();
    }
  }
}
