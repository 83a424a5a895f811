import { readFileSync } from 'node:fs';
import autocannon from 'autocannon';

/**
 * The load generator. It is a separate process, so that its cost does not count for the servers. It reads one {@link Load}
 * from its standard input as JSON, and writes one {@link Outcome} to its standard output.
 */
export type Load = {
  url: string;
  connections: number;
  /** One of the two is set: the duration, or the number of requests. */
  seconds?: number;
  amount?: number;
  requests: LoadRequest[];
  /** Refresh tokens, one for each connection. Each answer has the next token. */
  chains?: { token: string; tenantId: string }[];
};

export type LoadRequest = {
  method: 'GET' | 'POST' | 'PATCH';
  path: string;
  headers: Record<string, string>;
  body?: string;
  /** A file to send as the only part of a form. */
  form?: { boundary: string; field: string; path: string };
};

/** Latencies in milliseconds. */
export type Outcome = { requests: number; seconds: number; p50: number; p99: number; unexpected: number };

const drive = async ({ url, seconds = 0, amount, connections, requests: given, chains }: Load): Promise<Outcome> => {
  const times: number[] = [];
  let clients = 0;
  const requests = given.map(withForm);
  const started = performance.now();
  const options: autocannon.Options = {
    url,
    connections,
    ...(amount ? { amount } : { duration: seconds }),
    setupClient: (client) => {
      const index = clients++;
      const chain = chains?.[index % chains.length];
      client.setRequests(
        chain ? [refreshing(chain)] : rotated(requests, Math.floor((index * requests.length) / connections)),
      );
    },
  };
  const result = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error, ended) => (error ? reject(error) : resolve(ended)));
    run.on('response', (_client, _status, _bytes, milliseconds) => {
      times.push(milliseconds);
    });
  });
  const elapsed = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN;
  return {
    requests: times.length,
    seconds: Math.min(elapsed, result.duration),
    p50: at(0.5),
    p99: at(0.99),
    unexpected: result.non2xx - Number(result.statusCodeStats?.['304']?.count ?? 0) + result.errors + result.timeouts,
  };
};

const files = new Map<string, Buffer>();

const withForm = ({ form, ...request }: LoadRequest): autocannon.Request => {
  if (!form) return request;
  const { boundary, field, path } = form;
  const bytes = files.get(path) ?? readFileSync(path);
  files.set(path, bytes);
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="photo.jpg"\r\n\r\n`;
  return { ...request, body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]) };
};

const rotated = (requests: autocannon.Request[], by: number): autocannon.Request[] => [
  ...requests.slice(by),
  ...requests.slice(0, by),
];

const refreshing = ({ token, tenantId }: { token: string; tenantId: string }): autocannon.Request => {
  let next = token;
  return {
    setupRequest: (request) => ({
      ...request,
      method: 'POST',
      path: '/api/auth/refresh/',
      headers: { 'content-type': 'application/json', 'x-tenant-id': tenantId },
      body: JSON.stringify({ refresh_token: next }),
    }),
    onResponse: (status, body) => {
      if (status === 200) next = JSON.parse(body).refresh_token;
    },
  };
};

let input = '';
for await (const chunk of process.stdin) input += chunk;
process.stdout.write(JSON.stringify(await drive(JSON.parse(input))));
