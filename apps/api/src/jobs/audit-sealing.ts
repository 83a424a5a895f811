import { sealTrail } from '@doorstep/database/audit-seal';
import type { Dependencies } from '../server/dependencies.ts';

const intervalMs = 5_000;

/** Seals the audit trail every few seconds. Returns the stop function. */
export const startSealing = ({ database, background }: Pick<Dependencies, 'database' | 'background'>): (() => void) => {
  let sealing = false;
  const seal = async () => {
    if (sealing) return;
    sealing = true;
    await sealTrail(database).finally(() => {
      sealing = false;
    });
  };
  const timer = setInterval(() => background.run(seal), intervalMs);
  timer.unref();
  return () => clearInterval(timer);
};
