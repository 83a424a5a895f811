import { createHash, randomBytes } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Upload } from '@doorstep/contracts/upload';

/** A connection brings some 64 kB at a time; a write of its own for each would cost more than the bytes. */
const writeBytes = 1_000_000;

/** Files that wait in one folder until a request is over. */
export class TemporaryFiles {
  readonly #paths: string[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes a stream to a new file, hashing it on the way. The stream is always read to its end.
   *
   * @returns Undefined when it held more than `maxBytes`.
   */
  async store(stream: Readable, maxBytes: number): Promise<Upload | undefined> {
    const path = join(this.#folder, randomBytes(16).toString('hex'));
    this.#paths.push(path);
    const hash = createHash('sha256');
    let size = 0;
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    const file = await open(path, 'wx', 0o600);
    const write = async () => {
      if (waiting.length > 0) await file.appendFile(Buffer.concat(waiting));
      waiting = [];
      waitingBytes = 0;
    };
    try {
      for await (const chunk of stream) {
        size += chunk.length;
        if (size > maxBytes) continue;
        hash.update(chunk);
        waiting.push(chunk);
        waitingBytes += chunk.length;
        if (waitingBytes >= writeBytes) await write();
      }
      await write();
    } finally {
      await file.close();
    }
    return size > maxBytes ? undefined : new Upload(path, size, hash.digest('hex'));
  }

  /** Removes every file; to be called when nothing is being stored any more. */
  async remove(): Promise<void> {
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }
}
