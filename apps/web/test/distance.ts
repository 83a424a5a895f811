import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Distance = {
  url: string /** How far the API is from now on, in milliseconds. */;
  milliseconds: number;
  close(): void;
};

/** Puts an API at a distance from the app's server. */
export const atDistance = async (apiUrl: string): Promise<Distance> => {
  const server = createServer((incoming, answer) => {
    setTimeout(() => {
      const onward = request(
        apiUrl + incoming.url,
        { method: incoming.method, headers: incoming.headers },
        (response) => {
          answer.writeHead(response.statusCode ?? 502, response.headers);
          response.pipe(answer);
        },
      );
      incoming.pipe(onward);
    }, distance.milliseconds);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const distance: Distance = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    milliseconds: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return distance;
};
