import type { InstallationAddress } from '@doorstep/testing/acceptance-api';
import { startVitest, type Vitest } from 'vitest/node';

// Runs the acceptance suites for `acceptance-command.ts`. On Ctrl-C, vitest ends its process at once.

/** Prints how many tests were skipped, and why. */
const reportSkipped = ({ state }: Vitest): void => {
  const reasons = new Map<string, number>();
  for (const module of state.getTestModules()) {
    for (const test of module.children.allTests('skipped')) {
      const result = test.result();
      const reason = (result.state === 'skipped' && result.note) || 'No reason is given.';
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
  }
  for (const [reason, count] of reasons) process.stdout.write(`Skipped ${count} tests. ${reason}\n`);
};

const [address = '', ...names] = process.argv.slice(2);
const vitest = await startVitest(names, {
  config: false,
  watch: false,
  root: import.meta.dirname,
  include: ['acceptance/*.test.ts'],
  provide: { installation: JSON.parse(address) as InstallationAddress },
  maxWorkers: 2,
  testTimeout: 300_000,
  hookTimeout: 300_000,
});
reportSkipped(vitest);
await vitest.close();
