import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

// Serves a route handler of Next.js or an application of Hono, as their servers do: `node serve-web-handler.ts FILE`.

type Handler = (request: Request) => Response | Promise<Response>;

const [, , file = ''] = process.argv;
const module: { POST?: Handler; default?: { fetch: Handler } } = await import(pathToFileURL(file).href);
const handle = module.POST ?? module.default?.fetch;
if (!handle) throw new Error('The module has no handler');

createServer(async (req, res) => {
  const headers = Object.entries(req.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const body = await buffer(req);
  const response = await handle(new Request(`http://${req.headers.host}${req.url}`, { method: 'POST', headers, body }));
  res.writeHead(response.status).end(await response.bytes());
}).listen(process.env.PORT);
