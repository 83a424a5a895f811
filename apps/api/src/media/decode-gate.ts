import { AppError } from '@doorstep/contracts/errors';

type Limits = {
  /** The number of tasks that run at the same time. */
  concurrency: number;
  /** The total weight of running tasks. */
  memory: number;
  /** The number of tasks in the queue. */
  maxQueued: number;
};

/**
 * Makes a first-in, first-out queue that limits the number and the total memory of running tasks. Decoding an image takes far
 * more memory than its upload, so this queue bounds the memory of the process. A task that exceeds `memory` runs alone.
 *
 * @returns A function that runs a task of a weight, in the unit of `memory`. It throws `unavailable` when the queue is full.
 */
export const createGate = (limits: Limits) => {
  const queue: { weight: number; enter: () => void }[] = [];
  let running = 0;
  let used = 0;
  const fits = (weight: number): boolean =>
    running === 0 || (running < limits.concurrency && used + weight <= limits.memory);
  const start = (weight: number): void => {
    running += 1;
    used += weight;
  };
  const end = (weight: number): void => {
    running -= 1;
    used -= weight;
    // Strictly in order: if lighter tasks could overtake, a heavy one might never run.
    for (let next = queue[0]; next && fits(next.weight); next = queue[0]) {
      queue.shift();
      // Counted before the task resumes, so that no other task can take its place.
      start(next.weight);
      next.enter();
    }
  };
  return async <T>(weight: number, work: () => Promise<T>): Promise<T> => {
    if (queue.length === 0 && fits(weight)) start(weight);
    else if (queue.length < limits.maxQueued) await new Promise<void>((enter) => queue.push({ weight, enter }));
    else throw new AppError('unavailable', { detail: { key: 'images_queue_full' }, retryAfter: 5 });
    try {
      return await work();
    } finally {
      end(weight);
    }
  };
};
