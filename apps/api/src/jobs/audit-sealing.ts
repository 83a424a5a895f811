import { sealTenant, sealTrail } from '@doorstep/database/audit-seal';
import type { Database } from '@doorstep/database/database';
import type { SealSignal } from '../events/seal-signal.ts';
import type { Background } from '../server/background.ts';

/** Seals the audit trail soon after each change, which makes its events visible. */
export type Sealing = {
  /** Seals the new events of a tenant. Returns at once, and does nothing before the start. */
  wake(tenantId: string): void;
  start(): void;
  stop(): Promise<void>;
};

/** The longest time after which events of a process that has ended are sealed. */
const pollMs = 5_000;
/** One run seals all changes of this time, so that writers at full speed pay little for it. */
const gapMs = 200;

export const createSealing = (deps: {
  database: Database;
  sealSignal: SealSignal;
  background: Background;
}): Sealing => {
  const { database, sealSignal, background } = deps;
  const changed = new Set<string>();
  let poll: NodeJS.Timeout | undefined;
  let next: NodeJS.Timeout | undefined;
  let lastRun = 0;
  let isRunning = false;
  let stopListening: (() => Promise<void>) | undefined;

  const sealChanged = async (): Promise<void> => {
    const tenants = [...changed];
    changed.clear();
    for (const tenantId of tenants) {
      if ((await sealTenant(database, tenantId)) > 0) sealSignal.sealed(tenantId);
    }
  };
  /** Runs some work unless other work runs. Then it plans a run for what has changed meanwhile. */
  const run = (work: () => Promise<unknown>): void => {
    if (isRunning) return;
    isRunning = true;
    lastRun = Date.now();
    background.run(() =>
      work().finally(() => {
        isRunning = false;
        if (changed.size > 0) plan();
      }),
    );
  };
  const plan = (): void => {
    if (next !== undefined || isRunning || poll === undefined) return;
    next = setTimeout(
      () => {
        next = undefined;
        run(sealChanged);
      },
      Math.max(0, lastRun + gapMs - Date.now()),
    );
  };
  return {
    wake: (tenantId) => {
      if (poll === undefined) return;
      changed.add(tenantId);
      plan();
    },
    start: () => {
      stopListening = database.onSealed(sealSignal.sealed);
      poll = setInterval(() => run(() => sealTrail(database)), pollMs);
      poll.unref();
    },
    stop: async () => {
      clearInterval(poll);
      clearTimeout(next);
      poll = undefined;
      next = undefined;
      sealSignal.stop();
      await stopListening?.();
    },
  };
};
