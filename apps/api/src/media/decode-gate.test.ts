import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGate } from './decode-gate.ts';

/** A gate with tasks that run until the test ends them. */
const useGate = (limits: { concurrency: number; memory: number; maxQueued: number }) => {
  const gate = createGate(limits);
  const running = new Map<string, () => void>();
  return {
    run: (name: string, weight: number) =>
      gate(weight, () => new Promise<void>((resolve) => running.set(name, resolve))),
    running: () => [...running.keys()],
    end: async (name: string) => {
      running.get(name)?.();
      running.delete(name);
      await nextTurn();
    },
  };
};

test('At most `concurrency` tasks run at the same time', async () => {
  const { run, running, end } = useGate({ concurrency: 2, memory: 100, maxQueued: 9 });
  for (const name of ['a', 'b', 'c']) void run(name, 1);
  expect(running()).toEqual(['a', 'b']);
  await end('a');
  expect(running()).toEqual(['b', 'c']);
});

test('A task that exceeds the free memory waits, and no lighter task overtakes it', async () => {
  const { run, running, end } = useGate({ concurrency: 3, memory: 100, maxQueued: 9 });
  void run('first', 60);
  void run('heavy', 50);
  void run('light', 10);
  expect(running()).toEqual(['first']);
  await end('first');
  expect(running()).toEqual(['heavy', 'light']);
});

test('A task that exceeds the total memory runs alone', async () => {
  const { run, running, end } = useGate({ concurrency: 2, memory: 100, maxQueued: 9 });
  void run('light', 1);
  void run('huge', 500);
  void run('last', 1);
  await end('light');
  expect(running()).toEqual(['huge']);
  await end('huge');
  expect(running()).toEqual(['last']);
});

test('A task that fails frees its place, and a full queue refuses new tasks', async () => {
  const gate = createGate({ concurrency: 1, memory: 100, maxQueued: 1 });
  const failing = gate(1, () => Promise.reject(new Error('broken')));
  const waiting = gate(1, async () => 'done');
  await expect(gate(1, async () => 'never')).rejects.toMatchObject({ code: 'unavailable' });
  await expect(failing).rejects.toThrow('broken');
  expect(await waiting).toBe('done');
});
