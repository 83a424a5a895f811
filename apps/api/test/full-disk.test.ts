import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { form, noise, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { filesIn, newCustomerAt, startServer, useInstallation } from './server-process.ts';

const run = promisify(execFile);

// A file size limit of Linux acts like a disk that becomes full during a write.
describe.runIf(process.platform === 'linux')('A disk that becomes full', () => {
  test.each([
    ['in the middle of an upload', (size: number) => Math.floor(size / 2)],
    ['with its last byte', (size: number) => size - 1],
  ])('%s answers 503, changes nothing, and succeeds once the disk has room', async (_when, room) => {
    const env = await useInstallation();
    const server = await startServer(env);
    const { customer } = await newCustomerAt(server, env);
    const upload = (bytes: Buffer) =>
      customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes }) });
    const picture = async () => (await customer.get('/api/customer/profile/')).body.profile_picture.split('?')[0];
    const allow = (fileBytes: number | 'unlimited') =>
      run('prlimit', [`--pid=${server.child.pid}`, `--fsize=${fileBytes}:unlimited`]);
    expect((await upload(await png())).status).toBe(200);
    const before = await picture();

    const photo = await noise(2400, 1800).jpeg().toBuffer();
    await allow(room(photo.length));
    const { status, body } = await upload(photo);
    expect([status, body.code]).toEqual([503, 'unavailable']);
    expect(await filesIn(join(env.DATA_DIR, 'uploads'))).toEqual([]);
    expect(await picture()).toBe(before);

    await allow('unlimited');
    expect((await upload(photo)).status).toBe(200);
    await server.stop();
  });
});
