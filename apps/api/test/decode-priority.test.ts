import { readdir, readFile } from 'node:fs/promises';
import { form, noise } from '@doorstep/testing/images';
import { expect, onTestFinished, test } from 'vitest';
import { newCustomerAt, startServer, useInstallation } from './server-process.ts';

/** Returns the nice values of a process's threads by name: fields 2 and 19 of proc_pid_stat(5). */
const threadsOf = async (pid: number | undefined) => {
  const ids = await readdir(`/proc/${pid}/task`);
  const stats = await Promise.all(ids.map((id) => readFile(`/proc/${pid}/task/${id}/stat`, 'utf8')));
  return stats.map((stat) => {
    const end = stat.lastIndexOf(')');
    return { name: stat.slice(stat.indexOf('(') + 1, end), nice: Number(stat.slice(end + 2).split(' ')[16]) };
  });
};

test.runIf(process.platform === 'linux')('Threads that decode images have a lower priority than requests', async () => {
  const env = await useInstallation();
  const server = await startServer(env);
  onTestFinished(async () => void (await server.stop()));
  const { customer } = await newCustomerAt(server, env);
  const bytes = await noise(2000, 1500).jpeg().toBuffer();
  const { status } = await customer.patch('/api/customer/profile/', {
    form: form({ field: 'profile_picture', bytes }),
  });
  expect(status).toBe(200);

  const threads = await threadsOf(server.child.pid);
  const niceOf = (isWanted: (name: string) => boolean) => [
    ...new Set(threads.filter(({ name }) => isWanted(name)).map(({ nice }) => nice)),
  ];
  const isDecoder = (name: string) => name === 'libvips worker' || name === 'libuv-worker';
  const [usual = Number.NaN] = niceOf((name) => name === 'MainThread');
  const lower = Math.min(usual + 10, 19);
  expect(niceOf((name) => name === 'libvips worker')).toEqual([lower]);
  expect(niceOf((name) => name === 'libuv-worker')).toEqual([lower]);
  expect(niceOf((name) => !isDecoder(name))).toEqual([usual]);
});
