import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/**
 * What happens to a request: its connection breaks before or after the API has handled it, it is delayed, or the proxy
 * answers it.
 */
export type Fault =
  | 'break before'
  | 'break after'
  | 'no answer'
  | { heldUntil: Promise<unknown> }
  | { status: number; headers?: Record<string, string>; body?: string };

export type ProxiedRequest = { method: string; path: string; headers: IncomingHttpHeaders };

/** A proxy between a client and the API that fails on demand. */
export type FlakyProxy = {
  readonly url: string;
  /** Requests since the test began, in the order of their arrival. */
  readonly requests: ProxiedRequest[];
  /** Applies these faults to the next requests with this path prefix, one each. */
  failNext(path: string, ...faults: Fault[]): void;
};

/** Opens a proxy to an API for the calling suite. Faults end with the test. */
export const useFlakyProxy = (api: { readonly url: string }): FlakyProxy => {
  let requests: ProxiedRequest[] = [];
  let faults: { path: string; fault: Fault }[] = [];
  // As long as the API promises in the answers that it forwards. Otherwise a client reuses a connection that has just ended.
  const server = createServer({ keepAliveTimeout: 70_000 }, (req, res) => {
    const path = req.url ?? '';
    requests.push({ method: req.method ?? '', path, headers: req.headers });
    const next = faults.findIndex((entry) => path.startsWith(entry.path));
    const fault = next < 0 ? undefined : faults.splice(next, 1)[0]?.fault;
    if (fault === 'break before') req.socket.destroy();
    else if (typeof fault === 'object' && 'heldUntil' in fault) {
      void fault.heldUntil.then(() => forward(api.url, req, res, false));
    } else if (typeof fault === 'object') res.writeHead(fault.status, fault.headers).end(fault.body);
    else if (fault !== 'no answer') forward(api.url, req, res, fault === 'break after');
  });
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  beforeEach(() => {
    requests = [];
    faults = [];
  });
  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    get url() {
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    get requests() {
      return requests;
    },
    failNext: (path, ...more) => {
      faults.push(...more.map((fault) => ({ path, fault })));
    },
  };
};

const forward = (url: string, req: IncomingMessage, res: ServerResponse, breakAfter: boolean): void => {
  const onward = request(url + req.url, { method: req.method, headers: req.headers }, (answer) => {
    if (breakAfter) {
      // The API has handled the request, and its answer is lost.
      answer.resume().on('end', () => req.socket.destroy());
      return;
    }
    res.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.pipe(res);
  });
  onward.on('error', () => res.destroy());
  res.on('close', () => onward.destroy());
  req.pipe(onward);
};
