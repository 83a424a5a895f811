import { DatabaseSync } from 'node:sqlite';

export type FileLock = { release(): void };

const sqliteBusy = 5;

/**
 * Locks a file for this process, and creates the file if it is missing. Returns null if another process holds the lock. SQLite
 * uses a lock of the operating system, which ends with the process, also after `kill -9`: no lock gets stale.
 */
export const lockFile = (path: string): FileLock | null => {
  const lock = new DatabaseSync(path);
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return { release: () => lock.close() };
  } catch (error) {
    lock.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy) return null;
    throw error;
  }
};
