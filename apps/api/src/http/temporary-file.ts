import { createHash, type Hash, randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@doorstep/contracts/errors';
import { Upload } from '@doorstep/contracts/upload';
import { storageFailure } from '../media/storage-failure.ts';
import { freeBytes } from './free-bytes.ts';

/** A socket delivers about 64 kB at a time. Chunks that arrive during a write form the next write. */
const writeBytes = 1_000_000;
const retrySeconds = 5;

/** The temporary files of one request, in one folder. Throws `unavailable` for errors of the folder or disk. */
export class TemporaryFiles {
  readonly #writes: Promise<unknown>[] = [];
  readonly #paths: string[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Writes a stream to a new file and computes its SHA-256 digest. Rejects when the stream fails at any time.
   * Takes ownership of the chunks: frees their memory after they are written.
   */
  store(stream: Readable): Promise<Upload> {
    const path = join(this.#folder, randomBytes(16).toString('hex'));
    this.#paths.push(path);
    const hash = createHash('sha256');
    const file = new FileWriter(path, hash);
    // Attached synchronously: an error of the stream before that would never reach the pipeline.
    const write = pipeline(stream, file).then(() => new Upload(path, file.size, hash.digest('hex')));
    this.#writes.push(write);
    return write;
  }

  /** Waits for running writes, then deletes every file. The streams must have ended or been destroyed. */
  async remove(): Promise<void> {
    await Promise.allSettled(this.#writes);
    await Promise.all(this.#paths.map((path) => rm(path, { force: true })));
  }

  /** Makes the folder if it is missing. */
  async makeFolder(): Promise<void> {
    await withStorageErrors(() => mkdir(this.#folder, { recursive: true, mode: 0o700 }));
  }
}

/** Writes a new file. Combines the chunks that arrive during a write. */
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
    runWithCallback(async () => {
      this.#file = await open(this.#path, 'wx', 0o600);
    }, done);
  }

  override _writev(items: { chunk: Buffer }[], done: Done): void {
    runWithCallback(async () => {
      const chunks = items.map(({ chunk }) => chunk);
      const written = this.#write(chunks);
      for (const chunk of chunks) this.#hash.update(chunk);
      await written;
      for (const chunk of chunks) freeBytes(chunk);
    }, done);
  }

  override _final(done: Done): void {
    runWithCallback(() => this.#close(), done);
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
    // A full disk accepts part of the bytes without an error, and reports the error on the next write.
    if (bytesWritten < size) await this.#file?.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

type Done = (error?: Error | null) => void;

const runWithCallback = (work: () => Promise<void>, done: Done): void => {
  withStorageErrors(work).then(() => done(), done);
};

/** Converts errors of the file system into `unavailable`: the request is not at fault. */
const withStorageErrors = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work();
  } catch (cause) {
    throw storageFailure(cause) ?? new AppError('unavailable', { retryAfter: retrySeconds, cause });
  }
};
