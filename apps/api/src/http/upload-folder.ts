import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type FileLock, lockFile } from '@doorstep/database/file-lock';

/** The folder of one process in which uploads wait while their requests last. */
export type UploadFolder = {
  /** Absolute. */
  readonly path: string;
  /** Makes the folder, and removes what ended processes left beside it. Throws errors of the file system. */
  open(): Promise<void>;
  /** Throws where an upload could not be stored now. */
  check(): Promise<void>;
  /** Removes what ended processes left behind. Files of running processes stay. Throws where something could not be removed. */
  sweep(): Promise<void>;
  /** Removes the folder once no request is under way. */
  close(): Promise<void>;
};

const lockSuffix = '.lock';
const probeBytes = Buffer.alloc(64 * 1024);

/**
 * @param root Holds the folder of each process that shares DATA_DIR. A lock file beside each folder tells whether its
 * process still runs: process ids say nothing across containers.
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
      lock ??= await lockOwn(join(root, name + lockSuffix));
      await mkdir(path, { recursive: true, mode: 0o700 });
      // A leftover that stays is in nobody's way, and the hourly sweep reports it.
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
    // Last, and under the lock: whoever opened it meanwhile finds it missing once they hold it.
    await rm(lockPath, { force: true });
  } finally {
    lock.release();
  }
};

const lockOwn = async (path: string): Promise<FileLock> => {
  for (;;) {
    // SQLite's own error would not say what is wrong with the disk.
    await writeFile(path, '');
    const lock = lockFile(path);
    // Another process may just have taken the new file for a leftover, and removed it.
    if (lock && existsSync(path)) return lock;
    lock?.release();
    await nextTurn();
  }
};
