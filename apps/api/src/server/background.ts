import type { Logger } from 'pino';

/** Work that goes on after its request has been answered, and that a shutdown waits for. */
export type Background = {
  run(work: () => Promise<unknown>): void;
  /** Resolves when all that was begun has ended. */
  settled(): Promise<void>;
  /** The same, but for so many seconds at most; false where something still goes on. */
  settledWithin(seconds: number): Promise<boolean>;
};

export const createBackground = (logger: Logger): Background => {
  const running = new Set<Promise<unknown>>();
  const settled = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running);
  };
  return {
    run: (work) => {
      const run = work()
        .catch((error) => logger.error({ err: error }, 'background work failed'))
        .finally(() => running.delete(run));
      running.add(run);
    },
    settled,
    settledWithin: (seconds) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, seconds * 1000, false);
        settled().then(() => {
          clearTimeout(timer);
          resolve(true);
        });
      }),
  };
};
