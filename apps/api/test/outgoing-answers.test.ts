import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { freePort } from '@doorstep/testing/free-port';
import { expect, test } from 'vitest';
import { listen, newClient, observe, post, rules } from './receivers.ts';

/** A receiver on loopback, and a client of development for it. */
const newReceiver = async (serve: RequestListener) => {
  const server = createServer({ keepAliveTimeout: 600_000 }, serve);
  const listener = await observe(server);
  return {
    listener,
    client: newClient({ rules: rules.development }),
    url: `http://127.0.0.1:${listener.port}/hooks?a=1`,
  };
};

/** A receiver that answers bytes of its own as soon as a request arrives. */
const newRawReceiver = async (answer: (socket: Socket) => void) => {
  const listener = await listen((socket) => socket.once('data', () => answer(socket)));
  return { listener, client: newClient({ rules: rules.development }), url: `http://127.0.0.1:${listener.port}/` };
};

/** Writes the same bytes until the client closes the connection. */
const writeEndlessly = (socket: Socket, bytes: string, start = ''): void => {
  socket.write(start);
  const write = () => {
    while (!socket.destroyed && socket.write(bytes));
  };
  socket.on('drain', write);
  write();
};

const textOf = async (req: IncomingMessage): Promise<string> => (await req.toArray()).join('');

test('A receiver gets the method, path, headers and exact bytes, and its answer is returned', async () => {
  let seen: unknown;
  const { client, url } = await newReceiver(async (req, res) => {
    const { method, url: path, headers } = req;
    seen = { method, path, id: headers['webhook-id'], encoding: headers['accept-encoding'], body: await textOf(req) };
    res.writeHead(202, { 'retry-after': '120' }).end('thanks');
  });
  const body = Buffer.from('{"name":"Zoë"}\n');
  const answer = await client.post({ url, headers: { 'webhook-id': 'evt_1' }, body, timeoutMs: 240_000 });
  expect(answer).toEqual({ status: 202, retryAfter: '120', text: 'thanks', durationMs: expect.any(Number) });
  expect(seen).toEqual({
    method: 'POST',
    path: '/hooks?a=1',
    id: 'evt_1',
    encoding: 'identity',
    body: body.toString(),
  });
});

test.each([204, 301, 400, 404, 410, 429, 500, 503])('A status of %i is an answer', async (status) => {
  const { client, url } = await newReceiver((_req, res) => res.writeHead(status).end());
  expect(await post(client, url)).toMatchObject({ status, retryAfter: null, text: '' });
});

test.each([
  ['NUL', Buffer.from('a\0b'), 'a\uFFFDb'],
  ['bytes that are not UTF-8', Buffer.from([0x61, 0xff, 0xfe, 0x62]), 'a\uFFFD\uFFFDb'],
  ['a lone surrogate', Buffer.from([0xed, 0xa0, 0x80]), '\uFFFD\uFFFD\uFFFD'],
  ['more than a kilobyte', Buffer.from('é'.repeat(2_000)), 'é'.repeat(512)],
  ['a character at the end of the kilobyte', Buffer.from(`a${'é'.repeat(2_000)}`), `a${'é'.repeat(511)}`],
  ['a kilobyte that is not UTF-8', Buffer.alloc(1_024, 0xff), '\uFFFD'.repeat(341)],
])('The text of an answer with %s is well-formed and has at most a kilobyte', async (_what, body, text) => {
  const { client, url } = await newReceiver((_req, res) => res.end(body));
  expect(await post(client, url)).toMatchObject({ status: 200, text });
});

const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n';

test.each<[string, string, (socket: Socket) => void]>([
  ['closes after the request', 'connection_closed', (socket) => socket.end()],
  ['resets after the request', 'connection_closed', (socket) => socket.resetAndDestroy()],
  ['closes within the headers', 'connection_closed', (socket) => socket.end(head)],
  ['closes within the body', 'connection_closed', (socket) => socket.end(`${head}Content-Length: 9\r\n\r\n1234`)],
  [
    'closes within a chunk',
    'connection_closed',
    (socket) => socket.end(`${head}Transfer-Encoding: chunked\r\n\r\n5\r\n1`),
  ],
  ['speaks another protocol', 'invalid_response', (socket) => socket.write('220 mail.example ESMTP\r\n')],
  ['answers an invalid length', 'invalid_response', (socket) => socket.write(`${head}Content-Length: a\r\n\r\n`)],
  ['sends endless headers', 'invalid_response', (socket) => writeEndlessly(socket, 'X-A: b\r\n'.repeat(500), head)],
  [
    'sends one endless header',
    'invalid_response',
    (socket) => writeEndlessly(socket, 'a'.repeat(4_096), `${head}X-A: `),
  ],
])('A receiver that %s: %s', async (_what, reason, answer) => {
  const { listener, client, url } = await newRawReceiver(answer);
  await expect(post(client, url)).rejects.toMatchObject({ name: 'DeliveryFailure', reason });
  await listener.allClosed();
  expect(listener.sockets).toHaveLength(1);
});

test('A receiver that closes at once: connection_closed', async () => {
  const listener = await listen((socket) => socket.resetAndDestroy());
  const client = newClient({ rules: rules.development });
  const url = `http://127.0.0.1:${listener.port}/`;
  await expect(post(client, url)).rejects.toMatchObject({ reason: 'connection_closed' });
});

test('A port without a listener: connection_refused', async () => {
  const client = newClient({ rules: rules.development });
  const url = `http://127.0.0.1:${await freePort()}/`;
  await expect(post(client, url)).rejects.toMatchObject({ reason: 'connection_refused' });
});

test.each<[string, (socket: Socket) => void]>([
  ['says nothing', () => {}],
  ['stops within the headers', (socket) => socket.write(head)],
  ['stops within the body', (socket) => socket.write(`${head}Content-Length: 10\r\n\r\n1`)],
  [
    'sends interim answers endlessly',
    (socket) => writeEndlessly(socket, 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(100)),
  ],
])('The time limit covers a receiver that %s, and closes its connection', async (_what, answer) => {
  const { listener, client, url } = await newRawReceiver(answer);
  await expect(post(client, url, 300)).rejects.toMatchObject({ reason: 'timeout' });
  await listener.allClosed();
});

test('A name server that says nothing is within the time limit', async () => {
  const client = newClient({
    rules: rules.production,
    resolve: (_name, signal) =>
      new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('cancelled')))),
  });
  await expect(post(client, 'https://receiver.example/', 100)).rejects.toMatchObject({ reason: 'timeout' });
});

test.each([
  ['text', {}, 'a'.repeat(1_024)],
  ['compressed zeros', { 'content-encoding': 'gzip' }, ''],
])('Of an endless answer of %s, at most 64 kB are read', async (_what, headers, text) => {
  const sockets: Socket[] = [];
  const { listener, url } = await newReceiver((req, res) => {
    res.writeHead(200, headers).flushHeaders();
    writeEndlessly(req.socket, `10000\r\n${'a'.repeat(65_536)}\r\n`);
  });
  const client = newClient({
    rules: rules.development,
    connect: (options) => {
      const socket = connect(options);
      sockets.push(socket);
      return socket;
    },
  });
  expect(await post(client, url)).toMatchObject({ status: 200, text });
  await listener.allClosed();
  expect(sockets).toHaveLength(1);
  // What the parser had from the kernel when the limit was reached, and the buffers before it.
  expect(sockets[0]?.bytesRead).toBeLessThan(1024 * 1024);
});

test('A body of 10 MB with a length is cut off too', async () => {
  const { listener, client, url } = await newReceiver((_req, res) => res.end(Buffer.alloc(10 * 1024 * 1024, 'b')));
  expect(await post(client, url)).toMatchObject({ status: 200, text: 'b'.repeat(1_024) });
  await listener.allClosed();
});

test('Requests to one origin share a connection one after the other, and none at the same time', async () => {
  const { listener, client, url } = await newReceiver((_req, res) => res.end('ok'));
  for (let count = 0; count < 3; count += 1) expect(await post(client, url)).toMatchObject({ status: 200 });
  expect(listener.sockets).toHaveLength(1);
  await Promise.all([post(client, url), post(client, url), post(client, url)]);
  expect(listener.sockets).toHaveLength(3);
  await client.close();
  await listener.allClosed();
});

test('A request on a connection that its receiver closes meanwhile is sent again on a new one', async () => {
  let requests = 0;
  const { listener, client, url } = await newReceiver((req, res) => {
    requests += 1;
    if (requests === 2) req.socket.destroy();
    else res.end(`answer ${requests}`);
  });
  expect(await post(client, url)).toMatchObject({ text: 'answer 1' });
  expect(await post(client, url)).toMatchObject({ text: 'answer 3' });
  expect(listener.sockets).toHaveLength(2);
});

test('A request can be cancelled, and closing the client cancels all of them', async () => {
  const { listener, client, url } = await newReceiver(() => {});
  const controller = new AbortController();
  const request = { url, headers: {}, body: '', timeoutMs: 240_000 };
  const cancelled = client.post({ ...request, signal: controller.signal });
  const running = client.post(request);
  const [first, second] = [expect(cancelled), expect(running)].map(({ rejects }) =>
    rejects.toMatchObject({ reason: 'cancelled' }),
  );
  await expect.poll(() => listener.sockets.length).toBe(2);
  controller.abort();
  await first;
  await client.close();
  await second;
  await listener.allClosed();
  await expect(client.post(request)).rejects.toMatchObject({ reason: 'cancelled' });
  await expect(client.post({ ...request, signal: controller.signal })).rejects.toMatchObject({ reason: 'cancelled' });
});
