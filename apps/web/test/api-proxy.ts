import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands between the app's server and the API. */
export type ApiProxy = {
  url: string;
  /** What is answered from now on in place of what the API would say, by path: for what no API of a test comes to say. */
  readonly instead: Map<string, unknown>;
  /** Holds what comes from now on, until the function that it answers is called. */
  hold(): () => void;
  close(): void;
};

/** Opens a proxy to an API. */
export const openApiProxy = async (apiUrl: string): Promise<ApiProxy> => {
  const instead = new Map<string, unknown>();
  let released = Promise.resolve();
  const server = createServer(async (incoming, answer) => {
    await released;
    const [path = ''] = incoming.url?.split('?') ?? [];
    if (instead.has(path)) {
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify(instead.get(path)));
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
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    instead,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      return resolve;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
