import { AppError } from '@doorstep/contracts/errors';
import type { Database } from '@doorstep/database/database';

/** Whether this process can serve, for load balancers and operators. */
export type Readiness = {
  /** Throws `unavailable`, with the reason, within two seconds. */
  check(): Promise<void>;
  /** From here on the process is shutting down: load balancers are to send requests elsewhere. */
  endService(): void;
};

const probeMs = 2_000;

export const createReadiness = (database: Pick<Database, 'assertWritable'>): Readiness => {
  let ending = false;
  let probe: Promise<void> | undefined;
  // However many ask at once, one connection is used.
  const assertWritable = () => {
    probe ??= database.assertWritable(probeMs).finally(() => {
      probe = undefined;
    });
    return probe;
  };
  return {
    check: async () => {
      if (ending) throw new AppError('unavailable', { detail: { key: 'shutting_down' }, retryAfter: 2 });
      await assertWritable();
    },
    endService: () => {
      ending = true;
    },
  };
};
