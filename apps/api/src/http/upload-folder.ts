import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FileLock, lockFile } from '@doorstep/database/file-lock';

/** The folder in which one process stores uploads while their requests run. */
export type UploadFolder = {
  /** The absolute path. */
  readonly path: string;
  /** Makes the folder, and deletes the folders of ended processes. Throws errors of the file system. */
  open(): Promise<void>;
  /** Throws if an upload cannot be stored now. */
  check(): Promise<void>;
  /** Deletes the folders of ended processes. Throws if it cannot delete one of them. */
  sweep(): Promise<void>;
  /** Deletes the folder. Must be called after the last request has ended. */
  close(): Promise<void>;
};

const lockSuffix = '.lock';
const probeBytes = Buffer.alloc(64 * 1024);

/**
 * Makes the upload folder of this process. A lock file next to each folder shows whether its process still runs, because
 * process ids are not unique across containers.
 *
 * @param root Contains the folder of each process that shares DATA_DIR.
 */
export const createUploadFolder = (root: string): UploadFolder => {
  const name = randomUUID();
  const path = join(root, name);
  let lock: FileLock | null = null;
  const sweep = async (): Promise<void> => {
    const names = new Set((await readdir(root)).map((entry) => entry.replace(lockSuffix, '')));
    names.delete(name);
    const failures: unknown[] = [];
    for (const other of names) await removeUnlessLocked(root, other).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  };
  return {
    path,
    open: async () => {
      await mkdir(root, { recursive: true, mode: 0o700 });
      lock ??= await lockNewFile(join(root, name + lockSuffix));
      await mkdir(path, { recursive: true, mode: 0o700 });
      // A leftover folder does no harm, and the hourly sweep reports it.
      await sweep().catch(() => {});
    },
    check: async () => {
      await mkdir(path, { recursive: true, mode: 0o700 });
      const probe = join(path, 'probe');
      try {
        await writeFile(probe, probeBytes, { flush: true });
      } finally {
        await rm(probe, { force: true });
      }
    },
    sweep,
    close: async () => {
      await rm(path, { recursive: true, force: true });
      await rm(join(root, name + lockSuffix), { force: true });
      lock?.release();
      lock = null;
    },
  };
};

const removeUnlessLocked = async (root: string, name: string): Promise<void> => {
  const lockPath = join(root, name + lockSuffix);
  const lock = lockFile(lockPath);
  if (!lock) return;
  try {
    await rm(join(root, name), { recursive: true, force: true });
    // Last, and under the lock: a process that opens the file now finds it missing once it holds the lock.
    await rm(lockPath, { force: true });
  } finally {
    lock.release();
  }
};

const lockNewFile = async (path: string): Promise<FileLock> => {
  for (;;) {
    // The error of `writeFile` names the fault of the disk; SQLite's error would not.
    await writeFile(path, '');
    const lock = lockFile(path);
    // Another process may have deleted the new file as a leftover.
    if (lock && existsSync(path)) return lock;
    lock?.release();
    await nextTurn();
  }
};
