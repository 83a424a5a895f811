import { randomBytes } from 'node:crypto';
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes that stay in memory before a file is needed. */
const bytesInMemory = 256 * 1024;

/** Collects bytes to be read once, in little memory. */
export type Spool = {
  readonly size: number;
  add(bytes: Buffer): Promise<void>;
  /** Reads all bytes in their order. */
  read(): AsyncGenerator<Uint8Array>;
  /** Deletes the file, if there is one. */
  remove(): Promise<void>;
};

/** @param folder The folder for the file that more than 256 kB need. Made if it is missing. */
export const createSpool = (folder: string): Spool => {
  const path = join(folder, `${randomBytes(16).toString('hex')}.spool`);
  let file: FileHandle | undefined;
  let pending: Buffer[] = [];
  let pendingSize = 0;
  let size = 0;
  return {
    get size() {
      return size;
    },
    add: async (bytes) => {
      if (bytes.length === 0) return;
      pending.push(bytes);
      pendingSize += bytes.length;
      size += bytes.length;
      if (pendingSize < bytesInMemory) return;
      if (!file) {
        await mkdir(folder, { recursive: true, mode: 0o700 });
        file = await open(path, 'wx+', 0o600);
      }
      await file.appendFile(Buffer.concat(pending));
      pending = [];
      pendingSize = 0;
    },
    read: async function* () {
      if (file) yield* file.createReadStream({ start: 0, autoClose: false });
      yield Buffer.concat(pending);
    },
    remove: async () => {
      if (!file) return;
      await file.close();
      await rm(path, { force: true });
    },
  };
};
