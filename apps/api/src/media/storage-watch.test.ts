import { expect, test, vi } from 'vitest';
import { watchStorage } from './storage.ts';

test('A storage that failed at the start is checked again at an interval until the watch stops', async () => {
  vi.useFakeTimers();
  try {
    const check = vi.fn(() => Promise.reject(new Error('The disk is not there')));
    const stop = watchStorage({ check });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(check).toHaveBeenCalledTimes(2);
    stop();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(check).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});
