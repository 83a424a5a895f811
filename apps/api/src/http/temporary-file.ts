import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import { storageFailure } from '../media/storage-failure.ts';
import { freeBytes } from './free-bytes.ts';

/** A connection brings some 64 kB at a time: what comes while a write is under way waits, and is the next one. */
const writeBytes = 1_000_000;
const retrySeconds = 5;

/** Files that wait in one folder until a request is over. A failure of the folder or the disk is `unavailable`. */
export class TemporaryFiles {
  readonly #writes: Promise<unknown>[] = [];
  readonly #paths: string[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes a stream to a new file and hashes it on the way. Its chunks are nobody else's: their memory is given back when they
   * have been written. Rejects when the stream fails, at whatever moment.
   */
  store(stream: Readable): Promise<Upload> {
    const path = join(this.#folder, randomBytes(16).toString('hex'));
    this.#paths.push(path);
    const hash = createHash('sha256');
    const file = new FileWriter(path, hash);
    // Attached before anything is awaited: a stream that fails earlier would leave this waiting for ever.
    const write = pipeline(stream, file).then(() => new Upload(path, file.size, hash.digest('hex')));
    this.#writes.push(write);
    return write;
  }

  /** Waits for the writes under way and removes every file. Their streams must have ended or been destroyed. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.#writes);
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }

  /** Makes the folder where it is missing. */
  async makeFolder(): Promise<void> {
    await asOurs(() => mkdir(this.#folder, { recursive: true, mode: 0o700 }));
  }
}

/** Writes a new file. Chunks that arrive during a write are written together. */
class FileWriter extends Writable {
  size = 0;
  readonly #path: string;
  readonly #hash: Hash;
  #file: FileHandle | undefined;

  constructor(path: string, hash: Hash) {
    super({ highWaterMark: writeBytes });
    this.#path = path;
    this.#hash = hash;
  }

  override _construct(done: Done): void {
    settle(async () => {
      this.#file = await open(this.#path, 'wx', 0o600);
    }, done);
  }

  override _writev(items: { chunk: Buffer }[], done: Done): void {
    settle(async () => {
      const chunks = items.map(({ chunk }) => chunk);
      const written = this.#write(chunks);
      for (const chunk of chunks) this.#hash.update(chunk);
      await written;
      for (const chunk of chunks) freeBytes(chunk);
    }, done);
  }

  override _final(done: Done): void {
    settle(() => this.#close(), done);
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#close().then(
      () => done(error),
      (failure) => done(error ?? failure),
    );
  }

  async #write(chunks: Buffer[]): Promise<void> {
    const size = chunks.reduce((sum, { length }) => sum + length, 0);
    this.size += size;
    const { bytesWritten = 0 } = (await this.#file?.writev(chunks)) ?? {};
    // A full disk takes what it can, and says why it takes no more when it is asked again.
    if (bytesWritten < size) await this.#file?.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

type Done = (error?: Error | null) => void;

const settle = (work: () => Promise<void>, done: Done): void => {
  asOurs(work).then(() => done(), done);
};

/** What fails here is our disk, not the request. */
const asOurs = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (cause) {
    throw storageFailure(cause) ?? new AppError('unavailable', { retryAfter: retrySeconds, cause });
  }
};
