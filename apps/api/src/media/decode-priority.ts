import { readdir, readFile } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';

const tasks = '/proc/self/task';
const poolThread = 'libuv-worker\n';

/**
 * Lets requests go before images where both want the processor: on Linux, where each thread has a priority of its own, those of
 * Node's pool get a lower one, and so do the threads that libvips starts out of them to decode and encode with. To be called
 * before the first image. Other systems know the priority of a process alone; there nothing is done.
 */
export const lowerDecodePriority = async (): Promise<void> => {
  if (process.platform !== 'linux') return;
  const lower = Math.min(getPriority() + constants.priority.PRIORITY_BELOW_NORMAL, constants.priority.PRIORITY_LOW);
  // Reading the folder is work for the pool: from then on all its threads are there.
  for (const id of await readdir(tasks)) {
    const name = await readFile(`${tasks}/${id}/comm`, 'utf8').catch(() => 'a thread that has ended');
    if (name === poolThread) setPriority(Number(id), lower);
  }
};
