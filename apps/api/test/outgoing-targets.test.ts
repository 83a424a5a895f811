import { createServer } from 'node:http';
import { connect, type TcpNetConnectOpts } from 'node:net';
import { expect, test } from 'vitest';
import { listen, newClient, observe, post, rules } from './receivers.ts';

const names: Readonly<Record<string, string[]>> = {
  'private.example': ['10.0.0.1'],
  'loopback.example': ['127.0.0.1'],
  'loopback6.example': ['::1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'mixed.example': ['8.8.8.8', '127.0.0.1'],
  'mixed6.example': ['8.8.8.8', '::1'],
  'metadata.example': ['169.254.169.254'],
  'nat64.example': ['64:ff9b::7f00:1'],
};

/** A client of production. Each connection that it opens leads to the port of a listener, which sees it if the guard fails. */
const newGuard = async (options: { resolve?: (name: string) => Promise<string[]>; divert?: boolean } = {}) => {
  const listener = await listen((socket) => socket.once('data', () => socket.destroy()));
  const dialled: string[] = [];
  const open = (target: TcpNetConnectOpts) => {
    dialled.push(String(target.host));
    const { host = '', lookup } = target;
    return connect({
      ...target,
      port: listener.port,
      ...(options.divert ? { host: '127.0.0.1' } : { host, ...(lookup && { lookup }) }),
    });
  };
  const resolve = options.resolve ?? (async (name: string) => names[name] ?? []);
  return { listener, dialled, client: newClient({ rules: rules.production, resolve, connect: open }) };
};

// What the listener on loopback sees of each: nothing.
test.each([
  ['https://127.0.0.1/', 'address_not_allowed'],
  ['https://[::1]/', 'address_not_allowed'],
  ['https://0x7f000001/', 'address_not_allowed'],
  ['https://2130706433/', 'address_not_allowed'],
  ['https://017700000001/', 'address_not_allowed'],
  ['https://127.1/', 'address_not_allowed'],
  ['https://0/', 'address_not_allowed'],
  ['https://[::ffff:7f00:1]/', 'address_not_allowed'],
  ['https://[::7f00:1]/', 'address_not_allowed'],
  ['https://localhost/', 'address_not_allowed'],
  ['https://localhost./', 'address_not_allowed'],
  ['https://shop.localhost/', 'address_not_allowed'],
  ['https://169.254.169.254/latest/meta-data/', 'address_not_allowed'],
  ['https://[fd12:3456::1]/', 'address_not_allowed'],
  ['https://[64:ff9b::7f00:1]/', 'address_not_allowed'],
  ['https://private.example/', 'address_not_allowed'],
  ['https://loopback.example/', 'address_not_allowed'],
  ['https://loopback6.example/', 'address_not_allowed'],
  ['https://mapped.example/', 'address_not_allowed'],
  ['https://mixed.example/', 'address_not_allowed'],
  ['https://mixed6.example/', 'address_not_allowed'],
  ['https://metadata.example/', 'address_not_allowed'],
  ['https://nat64.example/', 'address_not_allowed'],
  ['https://user:password@127.0.0.1/', 'credentials_in_url'],
  ['https://127.0.0.1:8443/', 'port_not_allowed'],
  ['https://loopback.example:22/', 'port_not_allowed'],
  ['http://127.0.0.1/', 'not_https'],
  ['http://loopback.example/', 'not_https'],
])('%s is refused with %s before a connection opens', async (url, reason) => {
  const { listener, dialled, client } = await newGuard();
  await expect(post(client, url)).rejects.toMatchObject({ name: 'DeliveryFailure', reason });
  expect(dialled).toEqual([]);
  expect(listener.sockets).toHaveLength(0);
});

test('A name that changes after its look-up is looked up once for a connection, which goes to the judged address', async () => {
  const answers = [['8.8.8.8'], ['127.0.0.1'], ['127.0.0.1']];
  let lookUps = 0;
  const attempted: string[] = [];
  const listener = await listen();
  const client = newClient({
    rules: rules.production,
    resolve: async () => answers[lookUps++] ?? [],
    connect: ({ lookup, ...target }) => {
      lookup?.('changing.example', { all: true }, (_error, addresses) => {
        if (Array.isArray(addresses)) attempted.push(...addresses.map(({ address }) => address));
      });
      return connect({ ...target, host: '127.0.0.1', port: listener.port });
    },
  });
  await expect(post(client, 'https://changing.example/')).rejects.toMatchObject({ reason: 'address_not_allowed' });
  expect({ attempted, lookUps }).toEqual({ attempted: ['8.8.8.8'], lookUps: 1 });
  await expect(post(client, 'https://changing.example/')).rejects.toMatchObject({ reason: 'address_not_allowed' });
  expect({ attempted, lookUps }).toEqual({ attempted: ['8.8.8.8'], lookUps: 2 });
});

test('A peer with another address than the judged one gets no byte', async () => {
  const { listener, dialled, client } = await newGuard({ resolve: async () => ['8.8.8.8'], divert: true });
  await expect(post(client, 'https://receiver.example/')).rejects.toMatchObject({ reason: 'address_not_allowed' });
  expect(dialled).toEqual(['receiver.example']);
  await expect.poll(() => listener.sockets.length).toBe(1);
  await listener.allClosed();
  expect(listener.bytes()).toBe(0);
});

test('With its network allowed, the same listener gets the start of TLS', async () => {
  const listener = await listen((socket) => socket.once('data', () => socket.destroy()));
  const client = newClient({
    rules: rules.withLoopback,
    resolve: async () => ['127.0.0.1'],
    connect: (target) => connect({ ...target, port: listener.port }),
  });
  for (const host of ['127.0.0.1', '[::ffff:7f00:1]', 'loopback.example', 'localhost'])
    await expect(post(client, `https://${host}/`)).rejects.toMatchObject({ reason: 'connection_closed' });
  await listener.allClosed();
  expect(listener.sockets).toHaveLength(4);
  expect(listener.bytes()).toBeGreaterThan(4 * 100);
});

test('A redirect to loopback is an answer, and is not followed', async () => {
  const inner = await listen();
  const outer = await observe(
    createServer((_req, res) => res.writeHead(307, { location: `http://127.0.0.1:${inner.port}/` }).end()),
  );
  const client = newClient({ rules: rules.development });
  expect(await post(client, `http://127.0.0.1:${outer.port}/`)).toMatchObject({ status: 307 });
  expect(inner.sockets).toHaveLength(0);
});

test('In production, http to loopback is refused', async () => {
  const listener = await listen();
  const client = newClient({ rules: rules.production });
  await expect(post(client, `http://127.0.0.1:${listener.port}/`)).rejects.toMatchObject({ reason: 'not_https' });
  expect(listener.sockets).toHaveLength(0);
});

test('A failure names no host or address', async () => {
  const client = newClient({ rules: rules.withLoopback, connect: (target) => connect({ ...target, port: 1 }) });
  const failure = await post(client, 'https://127.0.0.1/').catch((error: Error) => error);
  expect(failure).toMatchObject({ reason: 'connection_refused', durationMs: expect.any(Number) });
  expect(failure).not.toHaveProperty('cause');
  expect(`${failure} ${JSON.stringify(failure)}`).not.toContain('127.0.0.1');
});
