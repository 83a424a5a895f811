import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { resolveMediaKey } from './media-key.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';

const highWaterMark = 256 * 1024;

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');

/**
 * Keeps objects as files below `root`. A write goes to a temporary name beside, is synced and then renamed, and the
 * folder is synced too, so that after a crash an object is there whole or not at all.
 */
export const createLocalObjectStore = (root: string): ObjectStore => {
  const objects = join(root, 'objects');
  const unfinished = join(root, 'unfinished');
  return {
    put: async (key, bytes) => {
      const path = await resolveMediaKey(objects, key);
      const temporary = join(unfinished, randomBytes(12).toString('hex'));
      await mkdir(unfinished, { recursive: true });
      await makeFolder(dirname(path));
      try {
        await writeSynced(temporary, bytes);
        await rename(temporary, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    open: async (key) => {
      const path = await resolveMediaKey(objects, key);
      const found = await stat(path).catch((error) => {
        if (isMissing(error)) return null;
        throw error;
      });
      if (!found?.isFile()) return null;
      const { size } = found;
      // Told where it ends, the stream need not look for more; most images then are one piece.
      const whole = { start: 0, end: Math.max(0, size - 1) };
      return { size, read: (range) => createReadStream(path, { ...(range ?? whole), highWaterMark }) };
    },
    delete: async (key) => rm(await resolveMediaKey(objects, key), { force: true }),
    list: () => listFiles(objects, objects),
    sweepUnfinished: async (olderThan) => {
      let swept = 0;
      for await (const { key, modifiedAt } of listFiles(unfinished, unfinished)) {
        if (modifiedAt >= olderThan) continue;
        await rm(join(unfinished, key), { force: true });
        swept += 1;
      }
      return swept;
    },
  };
};

const writeSynced = async (path: string, bytes: Uint8Array): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
};

/** A name in a folder is safe only when the folder has been synced. */
const syncFolder = async (path: string): Promise<void> => {
  const folder: FileHandle = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Makes a folder and those above it, each synced into its parent. */
const makeFolder = async (path: string): Promise<void> => {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (!first) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
};

async function* listFiles(root: string, folder: string): AsyncGenerator<StoredObject> {
  const entries = await opendir(folder).catch((error) => {
    if (isMissing(error)) return null;
    throw error;
  });
  if (!entries) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* listFiles(root, path);
    else if (entry.isFile()) {
      const found = await stat(path).catch(() => null);
      if (found) yield { key: relative(root, path).split(sep).join('/'), modifiedAt: found.mtime };
    }
  }
}
