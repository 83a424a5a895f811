import { AppError } from '@doorstep/contracts/errors';

type Limits = {
  /** How many run at the same time. */
  atOnce: number;
  /** What all that run may weigh together. */
  memory: number;
  /** How many more may stand in line. */
  waiting: number;
};

/**
 * Lets some work run at once, as long as it fits into the memory together, and some more wait in line; who comes after that
 * is told to come back. Decoding takes far more memory than the upload it came from, so this, not the number of requests,
 * bounds what the process deps. What weighs more than all the memory runs alone. Nobody is overtaken.
 *
 * @returns Runs work of a weight, in the unit of `memory`, when its turn has come; 503 `unavailable` when the line is full.
 */
export const createGate = (limits: Limits) => {
  const line: { weight: number; enter: () => void }[] = [];
  let running = 0;
  let used = 0;
  const fits = (weight: number): boolean =>
    running === 0 || (running < limits.atOnce && used + weight <= limits.memory);
  const start = (weight: number): void => {
    running += 1;
    used += weight;
  };
  const end = (weight: number): void => {
    running -= 1;
    used -= weight;
    // Only ever the first in line: were lighter ones let past it, a heavy one could wait for ever.
    for (let next = line[0]; next && fits(next.weight); next = line[0]) {
      line.shift();
      // Counted here, not when it wakes up, so that nobody slips in between.
      start(next.weight);
      next.enter();
    }
  };
  return async <T>(weight: number, work: () => Promise<T>): Promise<T> => {
    if (line.length === 0 && fits(weight)) start(weight);
    else if (line.length < limits.waiting) await new Promise<void>((enter) => line.push({ weight, enter }));
    else throw new AppError('unavailable', { detail: { key: 'images_queue_full' }, retryAfter: 5 });
    try {
      return await work();
    } finally {
      end(weight);
    }
  };
};
