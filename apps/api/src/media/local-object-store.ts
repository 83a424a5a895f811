import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { resolveCustomerFolder, resolveMediaKey } from './media-key.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { storageUnavailable } from './storage-failure.ts';

const highWaterMark = 256 * 1024;
// A full disk may still accept an empty file.
const probeBytes = Buffer.alloc(64 * 1024);
const markerNote = 'Doorstep keeps its files in this folder. Without this file it takes the folder for missing.\n';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const isMissing = (error: unknown): boolean => isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR');

/**
 * Stores objects as files below `root`. `put` writes and syncs a temporary file, renames it and syncs the folder, so that
 * after a crash an object is either complete or missing.
 * The marker file distinguishes the mounted volume from an empty mount point.
 */
export const createLocalObjectStore = (root: string): ObjectStore => {
  const objects = join(root, 'objects');
  const unfinished = join(root, 'unfinished');
  const marker = join(root, 'doorstep-media');
  return {
    prepare: async (isFirstStart) => {
      if (!(await exists(marker))) {
        // Only earlier versions, which had no marker, can have made this folder.
        if (!(await exists(objects)) && !(await isFirstStart())) throw volumeMissing(root, marker);
        await mkdir(objects, { recursive: true, mode: 0o700 });
        await writeFile(marker, markerNote);
        await syncFolder(root);
      }
      for (const folder of [objects, unfinished]) await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    check: async () => {
      await stat(marker);
      const temporary = join(unfinished, randomBytes(12).toString('hex'));
      try {
        await writeSynced(temporary, probeBytes);
      } finally {
        await rm(temporary, { force: true });
      }
    },
    put: async (key, bytes) => {
      const path = await resolveMediaKey(objects, key);
      const temporary = join(unfinished, randomBytes(12).toString('hex'));
      try {
        await writeSynced(temporary, bytes);
        await makeFolder(dirname(path), objects);
        await rename(temporary, path);
        await syncFolder(dirname(path));
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
    open: async (key) => {
      const path = await resolveMediaKey(objects, key);
      const stats = await stat(path).catch((error) => {
        if (isMissing(error)) return null;
        throw error;
      });
      // A missing volume is an error; it does not mean that the object does not exist.
      if (!stats) await stat(marker);
      if (!stats?.isFile()) return null;
      const { size } = stats;
      // With a known end, the stream needs no further read to detect it, and most images take a single read.
      const fullRange = { start: 0, end: Math.max(0, size - 1) };
      return {
        size,
        read: async (range) => {
          const stream = createReadStream(path, { ...(range ?? fullRange), highWaterMark });
          await once(stream, 'readable');
          return stream;
        },
      };
    },
    delete: async (key) => rm(await resolveMediaKey(objects, key), { force: true }),
    touch: async (key) => {
      const now = new Date();
      await utimes(await resolveMediaKey(objects, key), now, now).catch((error) => {
        if (!isMissing(error)) throw error;
      });
    },
    deleteAll: async (owner) => rm(await resolveCustomerFolder(objects, owner), { recursive: true, force: true }),
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

/** Syncs a folder. Without this, a crash can lose the names of new files. */
const syncFolder = async (path: string): Promise<void> => {
  const folder: FileHandle = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Makes a folder and its parents below `base`, and syncs each of them. `base` must exist. */
const makeFolder = async (path: string, base: string): Promise<void> => {
  try {
    await mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (isCode(error, 'EEXIST')) return;
    const parent = dirname(path);
    if (!isCode(error, 'ENOENT') || parent === base) throw error;
    await makeFolder(parent, base);
    await makeFolder(path, base);
    return;
  }
  await syncFolder(dirname(path));
};

const exists = async (path: string): Promise<boolean> => {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
};

const volumeMissing = (root: string, marker: string): Error =>
  storageUnavailable(
    'storage_missing',
    new Error(
      `Rows name files, and ${root} holds none. Mount its volume or restore it. To start without those files, make ${marker}`,
    ),
  );

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
      const stats = await stat(path).catch(() => null);
      if (stats) yield { key: relative(root, path).split(sep).join('/'), modifiedAt: stats.mtime };
    }
  }
}
