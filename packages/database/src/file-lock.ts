import { DatabaseSync } from 'node:sqlite';

export type FileLock = { release(): void };

const sqliteBusy = 5;

/**
 * Locks a file for this process, and makes it where it is missing; null where another process holds it. The lock is
 * SQLite's, which is the operating system's: it ends with the process, `kill -9` included, and leaves nothing stale behind.
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
