import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGate } from './decode-gate.ts';

/** Work that goes on until it is told to end. */
const useGate = (limits: { atOnce: number; memory: number; waiting: number }) => {
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

test('As many run at once as there are places', async () => {
  const { run, running, end } = useGate({ atOnce: 2, memory: 100, waiting: 9 });
  for (const name of ['a', 'b', 'c']) void run(name, 1);
  expect(running()).toEqual(['a', 'b']);
  await end('a');
  expect(running()).toEqual(['b', 'c']);
});

test('What does not fit beside the others waits, and nothing lighter overtakes it', async () => {
  const { run, running, end } = useGate({ atOnce: 3, memory: 100, waiting: 9 });
  void run('first', 60);
  void run('heavy', 50);
  void run('light', 10);
  expect(running()).toEqual(['first']);
  await end('first');
  expect(running()).toEqual(['heavy', 'light']);
});

test('What is heavier than all the memory runs alone', async () => {
  const { run, running, end } = useGate({ atOnce: 2, memory: 100, waiting: 9 });
  void run('light', 1);
  void run('huge', 500);
  void run('last', 1);
  await end('light');
  expect(running()).toEqual(['huge']);
  await end('huge');
  expect(running()).toEqual(['last']);
});

test('Work that fails makes room, and who finds the line full is told to come back', async () => {
  const gate = createGate({ atOnce: 1, memory: 100, waiting: 1 });
  const failing = gate(1, () => Promise.reject(new Error('broken')));
  const waiting = gate(1, async () => 'done');
  await expect(gate(1, async () => 'never')).rejects.toMatchObject({ code: 'unavailable' });
  await expect(failing).rejects.toThrow('broken');
  expect(await waiting).toBe('done');
});
