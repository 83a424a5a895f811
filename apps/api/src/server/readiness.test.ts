import { expect, test, vi } from 'vitest';
import { createReadiness } from './readiness.ts';

test('Concurrent probes query the database once, and the next probe queries it again', async () => {
  const assertWritable = vi.fn(async () => {});
  const readiness = createReadiness({ assertWritable });
  await Promise.all([readiness.check(), readiness.check(), readiness.check()]);
  expect(assertWritable).toHaveBeenCalledTimes(1);
  await readiness.check();
  expect(assertWritable).toHaveBeenCalledTimes(2);
});

test('A process that shuts down is not ready, even with a healthy database', async () => {
  const readiness = createReadiness({ assertWritable: async () => {} });
  readiness.endService();
  await expect(readiness.check()).rejects.toMatchObject({ code: 'unavailable' });
});
