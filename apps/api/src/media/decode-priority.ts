import { readdir, readFile } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';

const tasks = '/proc/self/task';
const poolThread = 'libuv-worker\n';

/**
 * Lowers the priority of Node's thread pool, so that requests run before image processing. libvips starts its threads from
 * the pool, and they inherit the priority. Must be called before the first image.
 *
 * Works on Linux alone, where threads have priorities; does nothing on other systems.
 */
export const lowerDecodePriority = async (): Promise<void> => {
  if (process.platform !== 'linux') return;
  const lower = Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW);
  // Reading the folder runs in the pool, which starts all of its threads at its first task.
  for (const id of await readdir(tasks)) {
    const name = await readFile(`${tasks}/${id}/comm`, 'utf8').catch(() => 'a thread that has ended');
    if (name === poolThread) setPriority(Number(id), lower);
  }
};
