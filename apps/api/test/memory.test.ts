import { readFile, writeFile } from 'node:fs/promises';
import { expect, inject, test } from 'vitest';
import { createClient } from './client.ts';
import { password } from './harness.ts';
import { form, noise, pngBomb } from './images.ts';
import { operatorCommand, startServer, useInstallation } from './running.ts';

/** What Linux says of a process, in MB: `VmRSS` is what it holds now, `VmHWM` the most it held since it was asked to forget. */
const megabytes = async (pid: number | undefined, field: 'VmRSS' | 'VmHWM'): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
};

test.runIf(process.platform === 'linux')(
  'Bombs and photographs of 10 MB, many at once, stay within the memory they may have',
  async () => {
    const env = await useInstallation();
    // As the scripts set it.
    const server = await startServer({ ...env, MALLOC_ARENA_MAX: '2' });
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Large');
    const anonymous = createClient(server.url, { tenantId });
    const customers = await Promise.all(
      Array.from({ length: 16 }, async (_, i) => {
        const { body } = await anonymous.post('/api/auth/register/', { json: { email: `${i}@example.com`, password } });
        return anonymous.signedIn(body);
      }),
    );
    const { pid } = server.child;
    const atRest = await megabytes(pid, 'VmRSS');
    const most = async (bytes: Buffer, times: number, status: number): Promise<number> => {
      await writeFile(`/proc/${pid}/clear_refs`, '5');
      const answers = await Promise.all(
        Array.from({ length: times }, (_, i) =>
          customers[i % customers.length]?.patch('/api/customer/profile/', {
            form: form({ field: 'profile_picture', bytes }),
          }),
        ),
      );
      expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set([status]));
      return megabytes(pid, 'VmHWM');
    };

    expect(await most(pngBomb(786_464, 32), 20, 413)).toBeLessThan(atRest + 100);
    const photo = await noise(4000, 3000).jpeg({ quality: 91 }).toBuffer();
    expect(photo.length / 1e6).toBeGreaterThan(9);
    expect(photo.length / 1e6).toBeLessThan(10);
    const peak = await most(photo, 16, 200);
    expect(peak).toBeLessThan(atRest + 200);
    // The embedded database lives in the same process, and takes more than all the rest of it.
    if (inject('serverUrl')) expect(peak).toBeLessThan(400);
    await server.stop();
  },
);
