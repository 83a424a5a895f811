import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Distance = {
  url: string;
  /** How far the API is from now on, in milliseconds. */
  milliseconds: number;
  /** What is answered from now on in place of what the API would say, by path: for what no API of a test comes to say. */
  readonly instead: Map<string, unknown>;
  close(): void;
};

/** Puts an API at a distance from the app's server. */
export const atDistance = async (apiUrl: string): Promise<Distance> => {
  const server = createServer((incoming, answer) => {
    setTimeout(() => {
      const [path = ''] = incoming.url?.split('?') ?? [];
      if (distance.instead.has(path)) {
        answer.setHeader('Content-Type', 'application/json');
        answer.end(JSON.stringify(distance.instead.get(path)));
        return;
      }
      const onward = request(
        apiUrl + incoming.url,
        { method: incoming.method, headers: incoming.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      // Who leaves on one side has left on the other: uploads are cancelled, and servers end.
      onward.on('error', () => answer.destroy());
      answer.on('close', () => answer.writableFinished || onward.destroy());
      incoming.pipe(onward);
    }, distance.milliseconds);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const distance: Distance = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    milliseconds: 0,
    instead: new Map(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return distance;
};
