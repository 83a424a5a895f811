import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Upload } from '@doorstep/contracts/upload';

/** A connection brings some 64 kB at a time: what comes while a write is under way waits, and is the next one. */
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
    const taken = async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        size += chunk.length;
        if (size > maxBytes) continue;
        hash.update(chunk);
        yield chunk;
      }
    };
    const file = createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: writeBytes });
    await pipeline(stream, taken, file);
    return size > maxBytes ? undefined : new Upload(path, size, hash.digest('hex'));
  }

  /** Removes every file; to be called when nothing is being stored any more. */
  async remove(): Promise<void> {
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }
}
