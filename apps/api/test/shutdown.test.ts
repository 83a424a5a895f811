import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { png } from '@doorstep/testing/images';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  launchServer,
  newCustomerAt,
  operatorCommand,
  type RunningServer,
  startServer,
  useInstallation,
} from './server-process.ts';

// The server may wait longer than a busy machine takes.
const patient = { REQUEST_TIMEOUT_SECONDS: '300', SHUTDOWN_SECONDS: '300' };

const serve = async () => {
  const env = { ...(await useInstallation()), ...patient };
  const server = await startServer(env);
  onTestFinished(async () => {
    await server.stop('SIGKILL');
  });
  return { env, server };
};

/** Starts an upload whose second half waits for the test. */
const halfUpload = async ({ url, tenantId, accessToken }: SignedInClient, picture: Buffer, agent: Agent) => {
  const boundary = 'half';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="profile_picture"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n`;
  const body = Buffer.concat([Buffer.from(head), picture, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const upload = request(`${url}/api/customer/profile/`, {
    method: 'PATCH',
    agent,
    headers: {
      'X-Tenant-ID': tenantId,
      Authorization: `Bearer ${accessToken}`,
      'Content-Type': `multipart/form-data; boundary=${boundary}`,
      'Content-Length': body.length,
      Expect: '100-continue',
    },
  });
  const answered = answerOf(upload);
  // The server has read the headers when it sends 100 Continue.
  upload.flushHeaders();
  await once(upload, 'continue');
  upload.write(body.subarray(0, body.length / 2));
  return {
    finish: () => {
      upload.end(body.subarray(body.length / 2));
      return answered;
    },
  };
};

const answerOf = async (sent: ClientRequest) => {
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, connection: response.headers.connection };
};

const untilNoLongerReady = async ({ url }: RunningServer): Promise<void> => {
  while ((await fetch(`${url}/health/ready`).catch(() => null))?.status === 200);
};

describe('A shutdown', () => {
  test('completes accepted requests', async () => {
    const { env, server } = await serve();
    const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Ending');
    const anonymous = createClient(server.url, { tenantId });
    const slow = anonymous.post('/api/auth/register/', { json: { email: 'a@example.com', password } });
    // Hashing the password takes longer than the signal, so the request is still running.
    await anonymous.get('/health/live');
    const ended = server.stop('SIGTERM');
    expect((await slow).status).toBe(201);
    expect(await ended).toBe(0);
  });

  test('with two signals aborts no upload, and each answer closes its connection', async () => {
    const { env, server } = await serve();
    const { customer } = await newCustomerAt(server, env);
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const picture = await png(600, 400);
    const uploads = await Promise.all([1, 2, 3, 4, 5].map(() => halfUpload(customer, picture, agent)));
    const ended = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    await untilNoLongerReady(server);
    server.child.kill('SIGTERM');
    server.child.kill('SIGINT');
    const answers = await Promise.all(uploads.map((upload) => upload.finish()));
    expect(answers).toEqual(uploads.map(() => ({ status: 200, connection: 'close' })));
    expect((await ended)[0]).toBe(0);
  });

  test('answers a request in transit on an idle connection', async () => {
    const { server } = await serve();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const get = () => answerOf(request(`${server.url}/health/live`, { agent }).end());
    expect(await get()).toEqual({ status: 200, connection: 'keep-alive' });
    const ended = once(server.child, 'exit');
    server.child.kill('SIGTERM');
    expect((await get()).status).toBe(200);
    expect((await ended)[0]).toBe(0);
  });
});

describe('A start that fails', () => {
  test('because its port is in use exits with 1 and closes its database', async () => {
    const env = await useInstallation('default');
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => {
      taken.close();
    });
    const PORT = String((taken.address() as AddressInfo).port);
    const starting = startServer({ ...env, PORT });
    await expect(starting).rejects.toThrow('EADDRINUSE');
    await expect(starting).rejects.toMatchObject({ exitCode: 1 });
    expect(existsSync(join(env.DATA_DIR, 'postgresql', 'postmaster.pid'))).toBe(false);
  });

  test('because its database is unreachable exits with 1', async () => {
    const { DATA_DIR } = await useInstallation('default');
    const starting = startServer({ DATA_DIR, DATABASE_URL: 'postgresql://a@127.0.0.1:1/b' });
    await expect(starting).rejects.toMatchObject({ exitCode: 1 });
  });

  test('or gets a signal before it listens exits at once', async () => {
    // No database listens there, so the start waits for a connection.
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    onTestFinished(() => {
      silent.close();
    });
    const { DATA_DIR } = await useInstallation('default');
    const DATABASE_URL = `postgresql://a@127.0.0.1:${(silent.address() as AddressInfo).port}/b`;
    const { child, listening } = await launchServer({ DATA_DIR, DATABASE_URL });
    silent.once('connection', () => child.kill('SIGTERM'));
    await expect(listening).rejects.toMatchObject({ exitCode: 0 });
  });
});
