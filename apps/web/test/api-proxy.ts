import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A proxy between the app's server and the API. */
export type ApiProxy = {
  url: string;
  /** Sends all later requests to this tenant. Reverts `hold` and all replaced answers. */
  serve(tenantId: string): void;
  /** Answers of the proxy that replace those of the API, by path. */
  readonly replaced: Map<string, unknown>;
  /** Delays all later requests. */
  hold(): void;
  /** Forwards the delayed requests. */
  release(): void;
  close(): void;
};

/** Opens a proxy to an API. */
export const openApiProxy = async (apiUrl: string): Promise<ApiProxy> => {
  const replaced = new Map<string, unknown>();
  let tenant = '';
  let released = Promise.resolve();
  let release = () => {};
  // As long as the API promises in the answers that it forwards. Otherwise the app reuses a connection that has just ended.
  const server = createServer({ keepAliveTimeout: 70_000 }, async (incoming, answer) => {
    await released;
    const [path = ''] = incoming.url?.split('?') ?? [];
    if (replaced.has(path)) {
      answer.setHeader('Content-Type', 'application/json');
      answer.end(JSON.stringify(replaced.get(path)));
      return;
    }
    const onward = request(
      apiUrl + incoming.url,
      {
        method: incoming.method,
        headers: { ...incoming.headers, ...(incoming.headers['x-tenant-id'] && { 'x-tenant-id': tenant }) },
      },
      (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      },
    );
    // If one side closes its connection, the proxy closes the other one: an upload is cancelled or a server stops.
    onward.on('error', () => answer.destroy());
    answer.on('close', () => answer.writableFinished || onward.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (tenantId) => {
      tenant = tenantId;
      replaced.clear();
      release();
    },
    replaced,
    hold: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      released = promise;
      release = resolve;
    },
    release: () => release(),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
