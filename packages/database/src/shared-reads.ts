import type pg from 'pg';

/** Sends queries to one connection until its release. */
export type Submitter = {
  submit(query: pg.Query): void;
  /** @param unfit Whether the connection must not be used again. */
  release(unfit: boolean): void;
};

/** A connection that several reads use at the same time. */
type Shared = { held: Promise<Submitter>; reads: number; unfit: boolean };

/** The maximum of pending reads on a connection before another one is used. */
const readsAtOnce = 16;

/**
 * Sends concurrent reads together on one connection, in one write, to one server process with warm caches. Only for short
 * reads that are separate transactions, because they are answered in order.
 *
 * @param take Takes a connection for exclusive use.
 */
export const shareReads = (take: () => Promise<Submitter>): (() => Promise<Submitter>) => {
  const open = new Set<Shared>();
  const join = (): Shared => {
    for (const shared of open) if (shared.reads < readsAtOnce) return shared;
    const taken: Shared = { held: take(), reads: 0, unfit: false };
    open.add(taken);
    return taken;
  };
  const leave = (shared: Shared, unfit: boolean): void => {
    shared.reads -= 1;
    shared.unfit ||= unfit;
    if (shared.unfit || shared.reads === 0) open.delete(shared);
  };
  return async () => {
    const shared = join();
    shared.reads += 1;
    try {
      const { submit, release } = await shared.held;
      return {
        submit,
        release: (unfit) => {
          leave(shared, unfit);
          if (shared.reads === 0) release(shared.unfit);
        },
      };
    } catch (error) {
      leave(shared, true);
      throw error;
    }
  };
};
