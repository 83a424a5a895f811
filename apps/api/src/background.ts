import type { Logger } from 'pino';

/** Work that goes on after its request has been answered, and that a shutdown waits for. */
export type Background = {
  run(work: () => Promise<unknown>): void;
  /** Resolves when all that was begun has ended. */
  settled(): Promise<void>;
};

export const createBackground = (logger: Logger): Background => {
  const running = new Set<Promise<unknown>>();
  return {
    run: (work) => {
      const run = work()
        .catch((error) => logger.error({ err: error }, 'background work failed'))
        .finally(() => running.delete(run));
      running.add(run);
    },
    settled: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
};
