import { createHash, randomBytes } from 'node:crypto';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Upload } from '@doorstep/contracts/upload';
import { freeBytes } from '../free-bytes.ts';

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
   * Writes a stream to a new file, hashing it on the way. The stream is always read to its end, and its chunks are nobody
   * else's: their memory is given back when they have been written.
   *
   * @returns Undefined when it held more than `maxBytes`.
   */
  async store(stream: Readable, maxBytes: number): Promise<Upload | undefined> {
    const path = join(this.#folder, randomBytes(16).toString('hex'));
    this.#paths.push(path);
    const file = await open(path, 'wx', 0o600);
    const hash = createHash('sha256');
    let size = 0;
    const take = async (chunks: Buffer[]) => {
      size += lengthOf(chunks);
      if (size <= maxBytes) {
        const written = writeAll(file, chunks);
        for (const chunk of chunks) hash.update(chunk);
        await written;
      }
      for (const chunk of chunks) freeBytes(chunk);
    };
    try {
      await pipeline(stream, gathering(take));
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

/** Hands on together what came while the chunks before were taken. */
const gathering = (take: (chunks: Buffer[]) => Promise<void>): Writable =>
  new Writable({
    highWaterMark: writeBytes,
    writev: (chunks, done) => {
      take(chunks.map(({ chunk }) => chunk)).then(() => done(), done);
    },
  });

const writeAll = async (file: FileHandle, chunks: Buffer[]): Promise<void> => {
  const size = lengthOf(chunks);
  const { bytesWritten } = await file.writev(chunks);
  // A full disk takes what it can, and says why it takes no more when it is asked again.
  if (bytesWritten < size) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
};

const lengthOf = (chunks: Buffer[]): number => chunks.reduce((sum, { length }) => sum + length, 0);
