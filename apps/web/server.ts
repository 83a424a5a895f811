import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { parseNetworks, setClientAddress } from './src/client-address.ts';
import { parseWebEnv } from './src/env.ts';
import { securityHeaders } from './src/session/security-headers.ts';

const root = join(import.meta.dirname, '..', '..');
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));

const dev = process.argv.includes('--dev');
const config = parseWebEnv(process.env);
const { webUrl, host, port } = config;
const trusted = parseNetworks(config.trustProxy);
const headers = new Map(Object.entries(securityHeaders(config)));

const isDecodable = (url: string): boolean => {
  try {
    decodeURIComponent(url.replace(/\?.*/s, ''));
    return true;
  } catch {
    return false;
  }
};

const app = next({ dev, dir: import.meta.dirname, hostname: host, port, quiet: !dev });
await app.prepare();
const handle = app.getRequestHandler();
// Next's own server trusts the browser's forwarding headers.
const server = createServer((request, response) => {
  setClientAddress(request, trusted);
  response.setHeaders(headers);
  // Next answers 500 to a path that it cannot decode.
  if (!isDecodable(request.url ?? '/')) {
    response.writeHead(400, { 'Content-Type': 'text/plain' }).end('The encoding of the path is invalid.');
    return;
  }
  void handle(request, response);
});
server.listen(port, host);
try {
  await once(server, 'listening');
} catch (error) {
  process.stderr.write(`The app cannot listen: ${String(error)}. Set another port in WEB_URL.\n`);
  process.exit(1);
}
process.stdout.write(`The app is at ${webUrl}\n`);

let ending = false;
const end = () => {
  // A second signal does not shorten the shutdown.
  if (ending) return;
  ending = true;
  server.close(() => process.exit());
  server.closeIdleConnections();
  // Running requests get as long as those of the API.
  setTimeout(() => server.closeAllConnections(), 10_000).unref();
};
process.on('SIGINT', end).on('SIGTERM', end);
// The IPC channel closes when the parent process ends, also after `kill -9`.
process.once('disconnect', end);
