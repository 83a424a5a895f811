import { createServer, type ServerOptions } from 'node:https';
import { expect, test } from 'vitest';
import { listen, newCertificate, newClient, observe, post, rules, toPort } from './receivers.ts';

/** A receiver with TLS. The client finds it under any name, on port 443. */
const newReceiver = async (options: ServerOptions & { ca?: string }) => {
  const { ca, ...server } = options;
  let requests = 0;
  const listener = await observe(
    createServer({ keepAliveTimeout: 600_000, ...server }, (req, res) => {
      requests += 1;
      res.end(req.headers.host);
    }),
  );
  const client = newClient({
    rules: rules.withLoopback,
    resolve: async () => ['127.0.0.1'],
    connect: toPort(listener.port),
    ...(ca !== undefined && { ca }),
  });
  return { listener, client, requests: () => requests };
};

test('A trusted certificate of the name or address gets the request, and its connection is reused', async () => {
  const { key, cert } = await newCertificate();
  const { listener, client, requests } = await newReceiver({ key, cert, ca: cert });
  expect(await post(client, 'https://receiver.example/')).toMatchObject({ status: 200, text: 'receiver.example' });
  expect(await post(client, 'https://receiver.example/')).toMatchObject({ status: 200 });
  expect(listener.sockets).toHaveLength(1);
  expect(await post(client, 'https://receiver.example./')).toMatchObject({ status: 200 });
  expect(await post(client, 'https://127.0.0.1/')).toMatchObject({ status: 200, text: '127.0.0.1' });
  expect(requests()).toBe(4);
});

test('A certificate that is self-signed, of another name or expired is refused before the request', async () => {
  const { key, cert } = await newCertificate();
  const selfSigned = await newReceiver({ key, cert });
  const otherName = await newReceiver({ key, cert, ca: cert });
  const old = await newCertificate({ from: new Date('2020-01-01'), to: new Date('2021-01-01') });
  const expired = await newReceiver({ key: old.key, cert: old.cert, ca: old.cert });
  const failed = expect.objectContaining({ reason: 'tls_invalid' });
  await expect(post(selfSigned.client, 'https://receiver.example/')).rejects.toEqual(failed);
  await expect(post(otherName.client, 'https://other.example/')).rejects.toEqual(failed);
  await expect(post(expired.client, 'https://receiver.example/')).rejects.toEqual(failed);
  for (const { listener, requests } of [selfSigned, otherName, expired]) {
    await listener.allClosed();
    expect(requests()).toBe(0);
  }
});

test('The setting of Node that trusts every certificate does not count', async () => {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    const { client, requests } = await newReceiver(await newCertificate());
    await expect(post(client, 'https://receiver.example/')).rejects.toMatchObject({ reason: 'tls_invalid' });
    expect(requests()).toBe(0);
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
});

test('A receiver that speaks no TLS, an old version, or closes: a failure of its own', async () => {
  const { key, cert } = await newCertificate();
  const plain = await listen((socket) => socket.once('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')));
  const closing = await listen((socket) => socket.once('data', () => socket.destroy()));
  const silent = await listen();
  const old = await newReceiver({
    key,
    cert,
    ca: cert,
    maxVersion: 'TLSv1.1',
    minVersion: 'TLSv1',
    ciphers: 'ALL@SECLEVEL=0',
  });
  const clientOf = ({ port }: { port: number }) =>
    newClient({ rules: rules.withLoopback, resolve: async () => ['127.0.0.1'], connect: toPort(port) });
  const url = 'https://receiver.example/';
  await expect(post(clientOf(plain), url)).rejects.toMatchObject({ reason: 'tls_invalid' });
  await expect(post(old.client, url)).rejects.toMatchObject({ reason: 'tls_invalid' });
  await expect(post(clientOf(closing), url)).rejects.toMatchObject({ reason: 'connection_closed' });
  await expect(post(clientOf(silent), url, 300)).rejects.toMatchObject({ reason: 'timeout' });
  for (const listener of [plain, old.listener, closing, silent]) await listener.allClosed();
});

test('A name without addresses, and one whose second address answers', async () => {
  const { key, cert } = await newCertificate();
  const { listener } = await newReceiver({ key, cert });
  const clientOf = (addresses: string[]) =>
    newClient({ rules: rules.withLoopback, resolve: async () => addresses, connect: toPort(listener.port), ca: cert });
  await expect(post(clientOf([]), 'https://receiver.example/')).rejects.toMatchObject({ reason: 'name_not_found' });
  const addresses = ['127.0.0.2', '127.0.0.1'];
  expect(await post(clientOf(addresses), 'https://receiver.example/')).toMatchObject({ status: 200 });
});
