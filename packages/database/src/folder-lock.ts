import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

export type FolderLock = { release(): void };

const sqliteBusy = 5;

/**
 * Takes a folder for this process alone, for one purpose; null where another process has it. The lock is SQLite's, which is the operating
 * system's: it ends with the process, `kill -9` included, and leaves nothing stale behind.
 */
export const lockFolder = (folder: string, purpose: 'database' | 'migration'): FolderLock | null => {
  const lock = new DatabaseSync(join(folder, `${purpose}.lock`));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
  return { release: () => lock.close() };
};

/** Does some work while no other process does it in this folder; whoever comes later waits. */
export const withFolderLock = async <T>(folder: string, purpose: 'migration', work: () => Promise<T>): Promise<T> => {
  for (;;) {
    const lock = lockFolder(folder, purpose);
    if (!lock) {
      await delay(50);
      continue;
    }
    try {
      return await work();
    } finally {
      lock.release();
    }
  }
};
