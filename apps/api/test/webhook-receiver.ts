import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished } from 'vitest';

/** A webhook as it arrived. */
type Received = { headers: IncomingHttpHeaders; body: string };

/** A receiver of webhooks on loopback. */
export type Receiver = {
  url: string;
  /** What has arrived, in order. */
  readonly received: Received[];
  /** The events that have arrived, in order. */
  // biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
  events(): any[];
  /** Answers later requests in this way. */
  answer(respond: (response: ServerResponse, request: Received) => void): void;
  /** Resolves when so many requests have arrived. */
  arrived(count: number): Promise<void>;
};

/** Opens a receiver for the calling test, which answers 204. */
export const openReceiver = async (): Promise<Receiver> => {
  const received: Received[] = [];
  let respond = (response: ServerResponse, _request: Received): void => {
    response.writeHead(204).end();
  };
  const server = createServer(async (request, response) => {
    const arrival = { headers: request.headers, body: await text(request) };
    received.push(arrival);
    respond(response, arrival);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?token=secret`,
    received,
    events: () => received.map(({ body }) => JSON.parse(body)),
    answer: (next) => {
      respond = next;
    },
    arrived: (count) => expect.poll(() => received.length, { timeout: 60_000 }).toBeGreaterThanOrEqual(count),
  };
};
