import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { Agent, type IncomingMessage, request } from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Client, SignedInClient } from '@doorstep/testing/client';
import { form, noise, png } from '@doorstep/testing/images';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { useApi } from './harness.ts';
import { filesIn, newCustomerAt, startServer, useInstallation } from './server-process.ts';

const run = promisify(execFile);

const upload = async (customer: SignedInClient) =>
  customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes: await png() }) });

const setName = (customer: SignedInClient, name: string) =>
  customer.patch('/api/customer/profile/', { json: { full_name: name } });

/** The answer for a temporary failure of the server. */
const unavailable = (detail: string) => ({ status: 503, body: { code: 'unavailable', detail } });
const messages = {
  full: 'The file storage is full. Try again later.',
  readOnly: 'The file storage is read-only at the moment. Try again later.',
  missing: 'The file storage is not connected. Try again later.',
  failing: 'The file storage does not work at the moment. Try again later.',
};

const untilReady = (client: Client, expected: object) =>
  vi.waitFor(async () => expect(await client.get('/health/ready')).toMatchObject(expected), { timeout: 60_000 });

describe('While the media folder is missing', () => {
  const api = useApi();

  test('uploads and pictures get 503, other requests work, and the folder is not created again', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body: before } = await upload(customer);
    const root = join(api.dataDir, 'media');
    await rename(root, `${root}-elsewhere`);

    const refused = await upload(customer);
    expect(refused).toMatchObject(unavailable(messages.missing));
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await customer.get(before.profile_picture)).toMatchObject(unavailable(messages.missing));
    await untilReady(customer, unavailable(messages.missing));
    expect((await setName(customer, 'Ada')).status).toBe(200);
    expect(existsSync(root)).toBe(false);

    // As with an unmounted volume, whose mount point is an empty folder.
    await mkdir(root);
    expect(await upload(customer)).toMatchObject(unavailable(messages.missing));
    await untilReady(customer, unavailable(messages.missing));
    expect(await readdir(root)).toEqual([]);

    await rm(root, { recursive: true });
    await rename(`${root}-elsewhere`, root);
    expect((await customer.get(before.profile_picture)).status).toBe(200);
    expect((await upload(customer)).status).toBe(200);
    await untilReady(customer, { status: 200 });
  });

  test('a write without a file and a deletion work', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const fields = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };
    const proof = form({ field: 'proof_image', bytes: await png() }, fields);
    const { body: address } = await customer.post('/api/customer/addresses/', { form: proof });
    await upload(customer);
    const root = join(api.dataDir, 'media');
    await rename(root, `${root}-elsewhere`);
    onTestFinished(() => rename(`${root}-elsewhere`, root));
    expect((await customer.patch('/api/customer/profile/', { json: { profile_picture: null } })).status).toBe(200);
    expect((await customer.delete(`/api/customer/addresses/${address.id}/`)).status).toBe(204);
  });
});

describe('A file in place of a folder', () => {
  const api = useApi();

  test.each([
    ['of stored files', () => join(api.dataDir, 'media', 'objects')],
    ['of unfinished files', () => join(api.dataDir, 'media', 'unfinished')],
    ['of uploads', () => api.dependencies.config.uploadDir],
  ])('%s makes uploads fail with 503 until it is removed', async (_which, folderOf) => {
    const customer = await api.newCustomer(await api.newTenant());
    const { body: before } = await upload(customer);
    const folder = folderOf();
    await rename(folder, `${folder}-elsewhere`);
    await writeFile(folder, '');
    expect(await upload(customer)).toMatchObject(unavailable(messages.missing));
    expect((await customer.get('/api/customer/profile/')).body.profile_picture.split('?')[0]).toBe(
      before.profile_picture.split('?')[0],
    );
    await rm(folder);
    await rename(`${folder}-elsewhere`, folder);
    expect((await upload(customer)).status).toBe(200);
  });
});

/** Returns whether this process may mount a file system. Root may in a virtual machine, but not in most containers. */
const canMount = (() => {
  if (process.platform !== 'linux') return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

describe.runIf(canMount)('A separate volume', () => {
  test.each([
    [
      'that is full',
      messages.full,
      (volume: string) => writeFile(join(volume, 'other'), Buffer.alloc(2_000_000)).catch(() => {}),
      (volume: string) => rm(join(volume, 'other')),
    ],
    [
      'that became read-only',
      messages.readOnly,
      (volume: string) => run('mount', ['-o', 'remount,ro', volume]),
      (volume: string) => run('mount', ['-o', 'remount,rw', volume]),
    ],
    [
      'that is not mounted',
      messages.missing,
      (volume: string) => run('mount', ['--move', volume, `${volume}-elsewhere`]),
      (volume: string) => run('mount', ['--move', `${volume}-elsewhere`, volume]),
    ],
  ])(
    '%s makes uploads fail with 503 and the reason, and other requests work',
    async (_how, reason, breakVolume, repair) => {
      const env = await useInstallation();
      const volume = join(env.DATA_DIR, 'media');
      for (const folder of [volume, `${volume}-elsewhere`]) await mkdir(folder);
      await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', volume]);
      await run('mount', ['--make-private', volume]);
      onTestFinished(
        async () => void (await run('umount', [volume]).catch(() => run('umount', [`${volume}-elsewhere`]))),
      );
      const server = await startServer(env);
      const { customer } = await newCustomerAt(server, env);
      const { body: before } = await upload(customer);

      await breakVolume(volume);
      expect(await upload(customer)).toMatchObject(unavailable(reason));
      await untilReady(customer, unavailable(reason));
      expect((await setName(customer, 'Ada')).status).toBe(200);
      const { body: profile } = await customer.get('/api/customer/profile/');
      expect(profile.profile_picture.split('?')[0]).toBe(before.profile_picture.split('?')[0]);

      await repair(volume);
      expect((await customer.get(before.profile_picture)).status).toBe(200);
      expect((await upload(customer)).status).toBe(200);
      await untilReady(customer, { status: 200 });
      expect(await server.stop()).toBe(0);
    },
  );
});

/** Sends a request through an agent. */
const sendThrough = async (
  agent: Agent,
  url: string,
  { method, body, customer }: { method: string; body: Response | null; customer: SignedInClient },
) => {
  const bytes = body ? Buffer.from(await body.arrayBuffer()) : Buffer.alloc(0);
  const headers = {
    Authorization: `Bearer ${customer.accessToken}`,
    'X-Tenant-ID': customer.tenantId,
    ...(body && { 'Content-Type': body.headers.get('content-type') ?? '', 'Content-Length': bytes.length }),
  };
  const sent = request(url, { agent, method, headers }).end(bytes);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const answer = (await response.toArray()).map(String).join('');
  return { status: response.statusCode, body: JSON.parse(answer) };
};

describe.runIf(process.platform === 'linux')('A process that cannot open more files', () => {
  test('makes uploads and pictures fail with 503, and nothing else', async () => {
    const env = await useInstallation();
    const server = await startServer(env);
    const { customer } = await newCustomerAt(server, env);
    const { body: before } = await upload(customer);
    // One connection for all requests, because a new one would need a file descriptor too.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const send = (method: string, path: string, body: Response | null = null) =>
      sendThrough(agent, server.url + path, { method, body, customer });
    const picture = new Response(form({ field: 'profile_picture', bytes: await png() }));
    const name = new Response(JSON.stringify({ full_name: 'Ada' }), {
      headers: { 'Content-Type': 'application/json' },
    });
    expect((await send('GET', '/api/customer/profile/')).status).toBe(200);
    const allow = (files: number) => run('prlimit', [`--pid=${server.child.pid}`, `--nofile=${files}:`]);
    // All descriptors except those of the standard streams.
    await allow(3);
    expect(await send('PATCH', '/api/customer/profile/', picture)).toMatchObject(unavailable(messages.failing));
    expect(await send('GET', before.profile_picture)).toMatchObject(unavailable(messages.failing));
    expect((await send('PATCH', '/api/customer/profile/', name)).status).toBe(200);
    await allow(1024);
    expect((await upload(customer)).status).toBe(200);
    expect((await customer.get(before.profile_picture)).status).toBe(404);
    expect(await server.stop()).toBe(0);
  });
});

/** Sends the first half of an upload. Resolves when the server writes it; `end` sends the rest. */
const startUpload = async (url: string, uploads: string, customer: SignedInClient) => {
  const before = (await filesIn(uploads)).length;
  const bytes = await noise(600, 600).png().toBuffer();
  const body = Buffer.concat([
    Buffer.from('--b\r\nContent-Disposition: form-data; name="profile_picture"; filename="a.png"\r\n\r\n'),
    bytes,
    Buffer.from('\r\n--b--\r\n'),
  ]);
  const { hostname, port } = new URL(url);
  const headers = {
    Authorization: `Bearer ${customer.accessToken}`,
    'X-Tenant-ID': customer.tenantId,
    'Content-Type': 'multipart/form-data; boundary=b',
    'Content-Length': body.length,
  };
  const sent = request({ hostname, port, path: '/api/customer/profile/', method: 'PATCH', headers });
  const status = new Promise<number | undefined>((resolve) => {
    sent.once('response', (response) => resolve(response.resume().statusCode));
    sent.once('error', () => resolve(undefined));
  });
  sent.write(body.subarray(0, body.length / 2));
  await vi.waitFor(async () => expect(await filesIn(uploads)).toHaveLength(before + 1), {
    timeout: 20_000,
  });
  return {
    end: () => {
      sent.end(body.subarray(body.length / 2));
      return status;
    },
  };
};

describe('A server start', () => {
  const api = useApi({ REQUEST_TIMEOUT_SECONDS: '600' });

  test('deletes the uploads of a killed process, and not those of a running one', async () => {
    // Both share DATA_DIR. The running process is that of the suite.
    const env = { ...(await useInstallation()), DATA_DIR: api.dataDir };
    const uploads = join(api.dataDir, 'uploads');
    const underWay = await startUpload(api.url, uploads, await api.newCustomer(await api.newTenant()));
    const killed = await startServer(env);
    await startUpload(killed.url, uploads, (await newCustomerAt(killed, env)).customer);
    await killed.stop('SIGKILL');
    expect(await filesIn(uploads)).toHaveLength(2);

    const started = await startServer(env);
    expect(await filesIn(uploads)).toHaveLength(1);
    expect(await underWay.end()).toBe(200);
    expect(await started.stop()).toBe(0);
    expect(await filesIn(uploads)).toEqual([]);
  });

  test('without the folder of existing files creates none, and serves everything else', async () => {
    const env = await useInstallation();
    const first = await startServer(env);
    const { customer } = await newCustomerAt(first, env);
    await upload(customer);
    await first.stop();
    const root = join(env.DATA_DIR, 'media');
    await rename(root, `${root}-elsewhere`);

    const second = await startServer({ ...env, PORT: new URL(first.url).port });
    expect((await setName(customer, 'Ada')).status).toBe(200);
    expect(await upload(customer)).toMatchObject(unavailable(messages.missing));
    await untilReady(customer, unavailable(messages.missing));
    expect(existsSync(root)).toBe(false);
    await rename(`${root}-elsewhere`, root);
    await untilReady(customer, { status: 200 });
    expect((await upload(customer)).status).toBe(200);
    await second.stop();
  });
});
