import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type FolderLock = { release(): void };

const sqliteBusy = 5;

/**
 * Locks a folder for this process; null where another process holds it. The lock is SQLite's, which is the operating
 * system's: it ends with the process, `kill -9` included, and leaves nothing stale behind.
 */
export const lockFolder = (folder: string): FolderLock | null => {
  const lock = new DatabaseSync(join(folder, 'database.lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
  return { release: () => lock.close() };
};
