import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import { codeOf, DeliveryFailure } from './delivery-failure.ts';
import { openSocket, type SocketOptions } from './guarded-socket.ts';

/** Connections to receivers. Each serves one request at a time, and is reused for a short while. */
export type Connections = {
  /** Sends a request. Its connection is reused after the whole body was read, and closed otherwise. */
  request(target: URL, request: Dispatcher.RequestOptions, signal: AbortSignal): Promise<Dispatcher.ResponseData>;
  /** Closes all connections. */
  close(): Promise<void>;
};

const limits = {
  // Many servers close idle connections after two seconds, and few say so in `Keep-Alive`.
  keepAliveTimeout: 1_000,
  keepAliveMaxTimeout: 30_000,
  maxHeaderSize: 16 * 1024,
  // The attempt as a whole has a time limit.
  headersTimeout: 0,
  bodyTimeout: 0,
  allowH2: false,
};

/** Opens guarded connections. A connection is one socket for all its life, so the peer of a reused one was judged. */
export const createConnections = (options: SocketOptions): Connections => {
  const open = new Set<Client>();
  const idle = new Map<string, Client[]>();

  const takeIdle = (origin: string): Client | undefined => {
    const clients = idle.get(origin) ?? [];
    const client = clients.pop();
    if (clients.length === 0) idle.delete(origin);
    return client;
  };

  const putIdle = (origin: string, client: Client) => {
    if (!client.destroyed) idle.set(origin, [...(idle.get(origin) ?? []), client]);
  };

  const drop = (origin: string, client: Client): Promise<void> => {
    open.delete(client);
    const others = (idle.get(origin) ?? []).filter((other) => other !== client);
    if (others.length > 0) idle.set(origin, others);
    else idle.delete(origin);
    return client.destroy();
  };

  const openClient = async (target: URL, signal: AbortSignal): Promise<Client> => {
    const { origin } = target;
    const client = new Client(origin, { ...limits, connect: handOver(await openSocket(target, options, signal)) });
    open.add(client);
    return client.on('disconnect', () => void drop(origin, client));
  };

  const requestOn = async (
    client: Client,
    { origin }: URL,
    request: Dispatcher.RequestOptions,
    signal: AbortSignal,
  ): Promise<Dispatcher.ResponseData> => {
    try {
      const answer = await client.request({ ...request, signal });
      answer.body.once('close', () => {
        if (answer.body.readableEnded) putIdle(origin, client);
        else void drop(origin, client);
      });
      return answer;
    } catch (error) {
      void drop(origin, client);
      throw error;
    }
  };

  return {
    request: async (target, request, signal) => {
      const reused = takeIdle(target.origin);
      if (reused) {
        try {
          return await requestOn(reused, target, request, signal);
        } catch (error) {
          // The receiver closed the connection meanwhile, which tells nothing about the receiver.
          if (signal.aborted || !disconnected.includes(codeOf(error))) throw error;
        }
      }
      return requestOn(await openClient(target, signal), target, request, signal);
    },
    close: async () => {
      await Promise.all([...open].map((client) => client.destroy()));
    },
  };
};

const socketClosed = 'ECONNRESET';

const disconnected: readonly string[] = [socketClosed, 'EPIPE', 'UND_ERR_SOCKET', 'UND_ERR_INFO'];

/** Makes a connector that gives undici one open socket. It expects it later than in the same turn. */
const handOver = (socket: Socket) => {
  let given = false;
  return (_options: unknown, callback: (...result: [Error, null] | [null, Socket]) => void): void => {
    const isUsable = !given && !socket.destroyed;
    given = true;
    queueMicrotask(() => {
      if (isUsable) callback(null, socket);
      else callback(Object.assign(new DeliveryFailure('connection_closed'), { code: socketClosed }), null);
    });
  };
};
