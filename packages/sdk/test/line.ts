import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach } from 'vitest';

/**
 * What happens to a request: it breaks before it reaches the API, or on the way back; it is held back for a while; or
 * something else answers.
 */
export type Fault =
  | 'break before'
  | 'break after'
  | 'no answer'
  | { heldUntil: Promise<unknown> }
  | { status: number; headers?: Record<string, string>; body?: string };

export type Seen = { method: string; path: string; headers: IncomingHttpHeaders };

/** The line between a client and the API, on which things can go wrong. */
export type Line = {
  readonly url: string;
  /** Requests since the test began, in the order in which they came. */
  readonly seen: Seen[];
  /** What becomes of the next requests whose path starts so; those after them pass. */
  breaks(path: string, ...faults: Fault[]): void;
};

/** Opens a line to an API for the suite that calls it; faults end with the test. */
export const useLine = (api: { readonly url: string }): Line => {
  let seen: Seen[] = [];
  let faults: { path: string; fault: Fault }[] = [];
  const server = createServer((req, res) => {
    const path = req.url ?? '';
    seen.push({ method: req.method ?? '', path, headers: req.headers });
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
    seen = [];
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
    get seen() {
      return seen;
    },
    breaks: (path, ...more) => {
      faults.push(...more.map((fault) => ({ path, fault })));
    },
  };
};

const forward = (url: string, req: IncomingMessage, res: ServerResponse, breakAfter: boolean): void => {
  const onward = request(url + req.url, { method: req.method, headers: req.headers }, (answer) => {
    if (breakAfter) {
      // The API has done what it was asked to; nobody hears of it.
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
