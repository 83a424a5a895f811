import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import next from 'next';
import { networks, stampClientAddress } from './src/client-address.ts';
import { parseWebEnv } from './src/env.ts';
import { answerHeaders } from './src/session/page-headers.ts';

const root = join(import.meta.dirname, '..', '..');
if (existsSync(join(root, '.env'))) process.loadEnvFile(join(root, '.env'));

// Next's own server would believe the browser about its address.
const dev = process.argv.includes('--dev');
const config = parseWebEnv(process.env);
const { webUrl, host, port } = config;
const trusted = networks(config.trustProxy);
const headers = new Map(Object.entries(answerHeaders(config)));

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
const server = createServer((request, response) => {
  stampClientAddress(request, trusted);
  response.setHeaders(headers);
  // Next fails with 500 where the path of a page cannot be decoded.
  if (!isDecodable(request.url ?? '/')) {
    response.writeHead(400, { 'Content-Type': 'text/plain' }).end('The path is not well encoded.');
    return;
  }
  void handle(request, response);
});
server.listen(port, host);
try {
  await once(server, 'listening');
} catch (error) {
  process.stderr.write(`The app cannot listen: ${String(error)}. WEB_URL may name another port.\n`);
  process.exit(1);
}
process.stdout.write(`The app is at ${webUrl}\n`);

let ending = false;
const end = () => {
  // A second signal cuts nothing short.
  if (ending) return;
  ending = true;
  server.close(() => process.exit());
  server.closeIdleConnections();
  // What is still under way gets as long as the API gives its own.
  setTimeout(() => server.closeAllConnections(), 10_000).unref();
};
process.on('SIGINT', end).on('SIGTERM', end);
// The channel to the process that started this one closes with that process, `kill -9` included.
process.once('disconnect', end);
