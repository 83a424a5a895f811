import type { Logger } from 'pino';

/** Tasks that continue after the response. A shutdown waits for them. */
export type Background = {
  run(work: () => Promise<unknown>): void;
  /** Resolves when all tasks have ended. */
  settled(): Promise<void>;
  /** Waits at most `seconds` for all tasks. Returns false if a task is still running. */
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
