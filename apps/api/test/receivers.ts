import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { generate } from 'selfsigned';
import { onTestFinished } from 'vitest';
import { createGuardedClient, type GuardedClient, type OutgoingAnswer } from '../src/outgoing/guarded-client.ts';
import { createTargetRules } from '../src/outgoing/target-address.ts';

type ClientOptions = Parameters<typeof createGuardedClient>[0];

/** Rules of production and of development, and production with loopback as an allowed network. */
export const rules = {
  production: createTargetRules({ allowedNetworks: [], allowLoopbackHttp: false }),
  development: createTargetRules({ allowedNetworks: [], allowLoopbackHttp: true }),
  withLoopback: createTargetRules({ allowedNetworks: ['127.0.0.0/8', '::1/128'], allowLoopbackHttp: false }),
};

/** What arrived at a listener. */
export type Listener = { port: number; sockets: Socket[]; bytes(): number; allClosed(): Promise<unknown> };

/** Opens a listener on all interfaces for the calling test. */
export const listen = async (serve: (socket: Socket) => void = () => {}): Promise<Listener> =>
  observe(createServer(serve));

/** Lets any kind of server listen for the calling test. */
export const observe = async (server: Server): Promise<Listener> => {
  const sockets: Socket[] = [];
  const closed: Promise<void>[] = [];
  let bytes = 0;
  server.on('connection', (socket: Socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    closed.push(
      new Promise((resolve) => {
        socket.on('close', () => {
          bytes += socket.bytesRead;
          resolve();
        });
      }),
    );
    socket.resume();
  });
  server.listen(0);
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return {
    port: (server.address() as AddressInfo).port,
    sockets,
    bytes: () => bytes,
    allClosed: () => Promise.all(closed),
  };
};

/** A client for the calling test. */
export const newClient = (options: ClientOptions): GuardedClient => {
  const client = createGuardedClient(options);
  onTestFinished(() => client.close());
  return client;
};

/** Connects to the address that the client chose, but to the port of a listener, because 443 is not free. */
export const toPort =
  (port: number): NonNullable<ClientOptions['connect']> =>
  (options) =>
    connect({ ...options, port });

/** Sends an event without personal data. The time limit only ends a test that hangs. */
export const post = (client: GuardedClient, url: string, timeoutMs = 240_000): Promise<OutgoingAnswer> =>
  client.post({ url, headers: { 'content-type': 'application/json', 'webhook-id': '1' }, body: '{"id":1}', timeoutMs });

/** Creates a self-signed certificate for a name and an address. */
export const newCertificate = async (
  validity: { from?: Date; to?: Date } = {},
): Promise<{ key: string; cert: string }> => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'receiver.example' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: validity.from ?? new Date('2026-01-01'),
    notAfterDate: validity.to ?? new Date('2126-01-01'),
    extensions: [
      { name: 'basicConstraints', cA: true },
      {
        name: 'subjectAltName',
        altNames: [
          { type: 2, value: 'receiver.example' },
          { type: 7, ip: '127.0.0.1' },
        ],
      },
    ],
  });
  return { key, cert };
};
