import { createServer as createHttpServer, type Server as HttpServer, type IncomingMessage } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { freePort } from '@doorstep/testing/free-port';
import { expect, test } from 'vitest';
import { listen, newCertificate, newClient, observe, post, rules } from './receivers.ts';

type Tunnel = { to: string | undefined; authorization: string | undefined };

/** A proxy that leads each tunnel to one port of loopback, or answers CONNECT with a status. */
const openProxy = async (server: HttpServer, answer: { port: number } | { status: string }) => {
  const tunnels: Tunnel[] = [];
  server.on('connect', (req: IncomingMessage, socket: Socket) => {
    tunnels.push({ to: req.url, authorization: req.headers['proxy-authorization'] });
    socket.on('error', () => {});
    if ('status' in answer) {
      socket.end(`HTTP/1.1 ${answer.status}\r\n\r\n`);
      return;
    }
    const onward = connect(answer.port, '127.0.0.1');
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.pipe(socket).pipe(onward);
  });
  return { listener: await observe(server), tunnels };
};

/** A receiver behind a proxy, and a client of production that knows neither the name nor an address of it. */
const newReceiver = async (options: { secureProxy?: boolean; credentials?: string } = {}) => {
  const { key, cert } = await newCertificate();
  const receiver = await observe(
    createHttpsServer({ key, cert, keepAliveTimeout: 600_000 }, (req, res) => res.end(`${req.method} ${req.url}`)),
  );
  const server = options.secureProxy ? createHttpsServer({ key, cert }) : createHttpServer();
  const { tunnels, listener } = await openProxy(server, { port: receiver.port });
  const protocol = options.secureProxy ? 'https' : 'http';
  const proxy = `${protocol}://${options.credentials ?? ''}127.0.0.1:${listener.port}`;
  const resolve = () => Promise.reject(new Error('the proxy resolves names'));
  return { tunnels, listener, receiver, client: newClient({ rules: rules.production, proxy, resolve, ca: cert }) };
};

test('Requests go through the proxy, which gets the name, and a tunnel is reused', async () => {
  const { client, tunnels, receiver } = await newReceiver();
  expect(await post(client, 'https://receiver.example/hooks')).toMatchObject({ status: 200, text: 'POST /hooks' });
  expect(await post(client, 'https://receiver.example/more')).toMatchObject({ status: 200, text: 'POST /more' });
  expect(tunnels).toEqual([{ to: 'receiver.example:443', authorization: undefined }]);
  expect(receiver.sockets).toHaveLength(1);
});

test('The proxy may speak TLS and ask for credentials', async () => {
  const { client, tunnels } = await newReceiver({ secureProxy: true, credentials: 'user:p%40ss@' });
  expect(await post(client, 'https://receiver.example/')).toMatchObject({ status: 200 });
  expect(tunnels).toEqual([{ to: 'receiver.example:443', authorization: `Basic ${btoa('user:p@ss')}` }]);
});

test.each([
  ['https://127.0.0.1/', 'address_not_allowed'],
  ['https://2130706433/', 'address_not_allowed'],
  ['https://[::ffff:7f00:1]/', 'address_not_allowed'],
  ['https://localhost./', 'address_not_allowed'],
  ['https://169.254.169.254/', 'address_not_allowed'],
  ['https://user@receiver.example/', 'credentials_in_url'],
  ['https://receiver.example:8443/', 'port_not_allowed'],
  ['http://receiver.example/', 'not_https'],
])('The proxy gets no request for %s: %s', async (url, reason) => {
  const { client, tunnels, listener } = await newReceiver();
  await expect(post(client, url)).rejects.toMatchObject({ reason });
  expect({ tunnels, sockets: listener.sockets }).toEqual({ tunnels: [], sockets: [] });
});

test.each(['403 Forbidden', '407 Proxy Authentication Required', '502 Bad Gateway'])(
  'A proxy that answers %s refuses the request',
  async (status) => {
    const { listener } = await openProxy(createHttpServer(), { status });
    const client = newClient({ rules: rules.production, proxy: `http://127.0.0.1:${listener.port}` });
    await expect(post(client, 'https://receiver.example/')).rejects.toMatchObject({ reason: 'proxy_refused' });
    await listener.allClosed();
  },
);

test('A proxy without a listener, that closes, or without a trusted certificate is unreachable', async () => {
  const closing = await listen((socket) => socket.once('data', () => socket.destroy()));
  const secure = await openProxy(createHttpsServer(await newCertificate()), { status: '403 Forbidden' });
  const proxies = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${closing.port}`];
  proxies.push(`https://127.0.0.1:${secure.listener.port}`);
  for (const proxy of proxies) {
    const client = newClient({ rules: rules.production, proxy });
    await expect(post(client, 'https://receiver.example/')).rejects.toMatchObject({ reason: 'proxy_unreachable' });
  }
  expect(secure.tunnels).toEqual([]);
});

test('A silent proxy, and a receiver that closes behind one, end as without a proxy', async () => {
  const silent = await listen();
  const closing = await listen((socket) => socket.once('data', () => socket.destroy()));
  const { listener } = await openProxy(createHttpServer(), { port: closing.port });
  const clientOf = (port: number) => newClient({ rules: rules.production, proxy: `http://127.0.0.1:${port}` });
  const url = 'https://receiver.example/';
  await expect(post(clientOf(silent.port), url, 300)).rejects.toMatchObject({ reason: 'timeout' });
  await silent.allClosed();
  await expect(post(clientOf(listener.port), url)).rejects.toMatchObject({ reason: 'connection_closed' });
});
