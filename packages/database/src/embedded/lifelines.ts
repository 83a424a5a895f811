import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';

/** Connections of the processes that use the embedded database; each ends with its process, `kill -9` included. */
export class Lifelines {
  /** Resolves when the last process has left, or none came in time; from then on nobody can join. */
  readonly ended: Promise<void>;
  readonly #greeting: string;
  readonly #open = new Set<Socket>();
  readonly #users = new Set<Socket>();
  // Half open: a process that leaves ends its side, and waits for the end of the other one.
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#join(socket));
  #hasEnded = false;
  #resolve = () => {};

  /** @param greeting What each process is told when it joins. */
  constructor(greeting: object) {
    this.#greeting = `${JSON.stringify(greeting)}\n`;
    this.ended = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** @param firstMs How long to wait for the first process. */
  async listen(path: string, firstMs: number): Promise<void> {
    // Left over from a supervisor that was killed.
    if (process.platform !== 'win32') await rm(path, { force: true });
    this.#server.listen(path);
    await once(this.#server, 'listening');
    setTimeout(() => this.#users.size === 0 && this.end(), firstMs).unref();
  }

  /** Lets nobody join any more. */
  end(): void {
    this.#hasEnded = true;
    this.#server.close();
    this.#resolve();
  }

  /** Tells those who wait that the database has stopped. */
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
