import { AppError } from '@doorstep/contracts/errors';

/**
 * Lets a few run at once and some more wait in line; who comes after that is told to come back. Decoding takes far more
 * memory than the upload it came from, so this, not the number of requests, bounds what the process needs.
 */
export const createGate = (options: { atOnce: number; waiting: number }) => {
  const queue: (() => void)[] = [];
  let running = 0;
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= options.atOnce) {
      if (queue.length >= options.waiting) {
        throw new AppError('unavailable', { detail: 'Too many images are being read just now.', retryAfter: 5 });
      }
      // Whoever ends hands its place on, so `running` does not change here.
      await new Promise<void>((resolve) => queue.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
};
