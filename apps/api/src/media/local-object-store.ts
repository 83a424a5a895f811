import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, opendir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { resolveCustomerFolder, resolveMediaKey } from './media-key.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { storageUnavailable } from './storage-failure.ts';

const highWaterMark = 256 * 1024;
// A disk may have room for a name and for no bytes.
const probeBytes = Buffer.alloc(64 * 1024);
const markerText = 'Doorstep keeps its files in this folder. Without this file it takes the folder for missing.\n';

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const isMissing = (error: unknown): boolean => isCode(error, 'ENOENT') || isCode(error, 'ENOTDIR');

/**
 * Keeps objects as files below `root`. A write goes to a temporary name beside, is synced and then renamed, and the
 * folder is synced too, so that after a crash an object is there whole or not at all.
 * The marker file tells the volume with the objects from the empty folder on which it should be mounted.
 */
export const createLocalObjectStore = (root: string): ObjectStore => {
  const objects = join(root, 'objects');
  const unfinished = join(root, 'unfinished');
  const marker = join(root, 'doorstep-media');
  return {
    prepare: async (isFirstStart) => {
      if (!(await exists(marker))) {
        // Versions without the marker made this folder, and nothing else does.
        if (!(await exists(objects)) && !(await isFirstStart())) throw rootMissing(root, marker);
        await mkdir(objects, { recursive: true, mode: 0o700 });
        await writeFile(marker, markerText);
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
      const found = await stat(path).catch((error) => {
        if (isMissing(error)) return null;
        throw error;
      });
      // Where the whole volume is missing, this says nothing of the object.
      if (!found) await stat(marker);
      if (!found?.isFile()) return null;
      const { size } = found;
      // Told where it ends, the stream need not look for more; most images then are one piece.
      const whole = { start: 0, end: Math.max(0, size - 1) };
      return {
        size,
        read: async (range) => {
          const stream = createReadStream(path, { ...(range ?? whole), highWaterMark });
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

/** A name in a folder is safe only when the folder has been synced. */
const syncFolder = async (path: string): Promise<void> => {
  const folder: FileHandle = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
};

/** Makes a folder below `base` and those between them, each synced into its parent. `base` itself must be there. */
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

const rootMissing = (root: string, marker: string): Error =>
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
      const found = await stat(path).catch(() => null);
      if (found) yield { key: relative(root, path).split(sep).join('/'), modifiedAt: found.mtime };
    }
  }
}
