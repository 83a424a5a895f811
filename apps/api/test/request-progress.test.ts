import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SignedInClient } from '@doorstep/testing/client';
import { openConnection, writeEndlessly } from '@doorstep/testing/raw-request';
import express from 'express';
import { pino } from 'pino';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parseEnv } from '../src/config/env.ts';
import { assignRequestId } from '../src/http/request-info.ts';
import { logRequests } from '../src/http/request-log.ts';
import { createHttpServer } from '../src/server/http-server.ts';
import { useApi } from './harness.ts';
import { openUploads } from './open-uploads.ts';

const api = useApi({ REQUEST_TIMEOUT_SECONDS: '8' });
let customer: SignedInClient;

beforeAll(async () => {
  customer = await api.newCustomer(await api.newTenant());
});

const requests = [
  ['REST', 'PATCH /api/customer/profile/'],
  ['tRPC', 'POST /trpc/profile.update'],
] as const;

const head = (line: string, more: string) =>
  `${line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${customer.accessToken}\r\nX-Tenant-ID: ${customer.tenantId}\r\n${more}\r\n\r\n`;
const formHead = (line: string, length: string) =>
  head(line, `Content-Type: multipart/form-data; boundary=b\r\n${length}`);
const filePart = '--b\r\nContent-Disposition: form-data; name="profile_picture"; filename="a.jpg"\r\n\r\n';

describe.each(requests)('Over %s, a form', (_transport, line) => {
  test('that ends inside its file is refused at once, and leaves no file and no descriptor', async () => {
    const before = (await customer.get('/api/customer/profile/')).body;
    const body = `${filePart}${'x'.repeat(20)}`;
    const connection = openConnection(api.url);
    connection.socket.write(formHead(line, `Connection: close\r\nContent-Length: ${body.length}`) + body);
    const answer = await connection.closed;
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain('"code":"malformed_request"');
    expect(await openUploads(api)).toEqual([]);
    expect((await customer.get('/api/customer/profile/')).body).toEqual(before);
  });

  test('that arrives at a few bytes a second gets 408, and leaves no file and no descriptor', async () => {
    const connection = openConnection(api.url);
    connection.socket.write(formHead(line, 'Content-Length: 500000') + filePart);
    const drip = setInterval(() => connection.socket.write('x'), 50);
    const answer = await connection.closed;
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain('"code":"request_timeout"');
    while ((await openUploads(api)).length > 0) await nextTurn();
  });

  test('without an end gets its 413, and then its connection is closed', async () => {
    const connection = openConnection(api.url);
    connection.socket.write(
      `${formHead(line, 'Transfer-Encoding: chunked')}${filePart.length.toString(16)}\r\n${filePart}\r\n`,
    );
    const taken = await writeEndlessly(connection, Buffer.alloc(64_000, 'x'));
    expect(connection.answer()).toMatch(/^HTTP\/1\.1 413 /);
    // The size limit of the form, the drained bytes, and the buffers of the kernel, which grow on a busy machine.
    expect(taken).toBeLessThan(60_000_000);
    while ((await openUploads(api)).length > 0) await nextTurn();
  });
});

describe.each(requests)('Over %s, a JSON body', (_transport, line) => {
  test('without an end gets its 413, and then its connection is closed', async () => {
    const connection = openConnection(api.url);
    connection.socket.write(head(line, 'Content-Type: application/json\r\nTransfer-Encoding: chunked'));
    const taken = await writeEndlessly(connection, Buffer.alloc(64_000, '['));
    expect(connection.answer()).toMatch(/^HTTP\/1\.1 413 /);
    expect(taken).toBeLessThan(40_000_000);
  });
});

test('An endless body that is refused before it is read gets its answer, and then its connection is closed', async () => {
  const connection = openConnection(api.url);
  connection.socket.write('POST /api/nothing/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  const taken = await writeEndlessly(connection, Buffer.alloc(64_000, 'x'));
  expect(connection.answer()).toMatch(/^HTTP\/1\.1 404 /);
  expect(taken).toBeLessThan(40_000_000);
});

test('A body that is refused before it is read is drained, so that the client gets the answer and no reset', async () => {
  const connection = openConnection(api.url);
  let reset = false;
  connection.socket.on('error', () => {
    reset = true;
  });
  const length = 2_000_000;
  connection.socket.write(
    `POST /api/nothing/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`,
  );
  await once(connection.socket, 'data');
  connection.socket.end(Buffer.alloc(length));
  expect(await connection.closed).toMatch(/^HTTP\/1\.1 404 /);
  expect(reset).toBe(false);
});

describe('A complete request', () => {
  const listen = async (handler: express.RequestHandler): Promise<string> => {
    const config = parseEnv({ NODE_ENV: 'test', REQUEST_TIMEOUT_SECONDS: '1' });
    const app = express().use(assignRequestId, logRequests(pino({ level: 'silent' })), handler);
    const server = createHttpServer(app, config).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };

  test('without an answer in time gets 503 with its own id', async () => {
    const response = await fetch(await listen(() => {}), { headers: { 'X-Request-ID': 'mine' } });
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await response.json()).toMatchObject({ code: 'unavailable', request_id: 'mine' });
  });

  test('whose client does not read the answer is disconnected', async () => {
    let ended = false;
    const url = await listen((_req, res) => {
      res.once('close', () => {
        ended = true;
      });
      res.end(Buffer.alloc(50_000_000));
    });
    const { socket } = openConnection(url);
    socket.pause();
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    while (!ended) await nextTurn();
    socket.destroy();
  });
});
