import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

/**
 * Connections of the processes that use the default database. The operating system closes a connection with its process, also
 * after `kill -9`.
 */
export class Lifelines {
  /** Resolves when the last process has left, or if none joined in time. No process can join after that. */
  readonly ended: Promise<void>;
  readonly #greeting: string;
  readonly #open = new Set<Socket>();
  readonly #users = new Set<Socket>();
  // Half open: a process that leaves ends its side, and waits until this side ends.
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#join(socket));
  #hasEnded = false;
  #resolve = () => {};

  /** @param greeting Sent to each process that joins. */
  constructor(greeting: object) {
    this.#greeting = `${JSON.stringify(greeting)}\n`;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** @param firstMs How long to wait for the first process, in milliseconds. */
  async listen(path: string, firstMs: number): Promise<void> {
    // A killed supervisor leaves its socket behind.
    if (process.platform !== 'win32') await rm(path, { force: true });
    this.#server.listen(path);
    await once(this.#server, 'listening');
    setTimeout(() => this.#users.size === 0 && this.end(), firstMs).unref();
  }

  /** Refuses new processes. */
  end(): void {
    this.#hasEnded = true;
    this.#server.close();
    this.#resolve();
  }

  /** Ends all connections: their processes wait until the database has stopped. */
  close(): void {
    for (const socket of this.#open) socket.destroy();
  }

  #join(socket: Socket): void {
    socket.on('error', () => {});
    if (this.#hasEnded) {
      socket.destroy();
      return;
    }
    this.#open.add(socket);
    this.#users.add(socket);
    socket.once('end', () => this.#leave(socket));
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#leave(socket);
    });
    socket.resume().write(this.#greeting);
  }

  #leave(socket: Socket): void {
    if (!this.#users.delete(socket)) return;
    if (this.#users.size === 0) this.end();
    else socket.destroy();
  }
}
