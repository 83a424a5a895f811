import { AppError } from '@doorstep/contracts/errors';
import type { Database } from '@doorstep/database/database';

/** Reports to load balancers and operators whether this process can serve requests. */
export type Readiness = {
  /** Throws `unavailable`, with the reason, within two seconds. */
  check(): Promise<void>;
  /** Makes later checks fail, so that load balancers send requests elsewhere during the shutdown. */
  endService(): void;
};

const probeMs = 2_000;

export const createReadiness = (database: Pick<Database, 'assertWritable'>): Readiness => {
  let shuttingDown = false;
  let probe: Promise<void> | undefined;
  // Concurrent checks share one connection.
  const assertWritable = () => {
    probe ??= database.assertWritable(probeMs).finally(() => {
      probe = undefined;
    });
    return probe;
  };
  return {
    check: async () => {
      if (shuttingDown) throw new AppError('unavailable', { detail: { key: 'shutting_down' }, retryAfter: 2 });
      await assertWritable();
    },
    endService: () => {
      shuttingDown = true;
    },
  };
};
