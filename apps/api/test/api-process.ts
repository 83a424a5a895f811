import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { ScopedPoolConfig } from '@doorstep/database/scoped-pool';
import type { ApiCommands } from '@doorstep/testing/test-api';
import { startApi } from './running-api.ts';

// The API as suites of other workspaces use it: a process that `@doorstep/testing/api-process` forks.
const { env, requests } = JSON.parse(process.argv[2] ?? '') as {
  env: Record<string, string>;
  requests: ScopedPoolConfig;
};
const api = await startApi(env, requests);
const commands: ApiCommands = { ...api, advance: async (seconds) => api.advance(seconds) };

const control = createServer(async (request, response) => {
  const [name, args] = (await json(request)) as [keyof ApiCommands, unknown[]];
  const outcome = await (commands[name] as (...args: unknown[]) => Promise<unknown>)(...args).then(
    (result) => ({ result }),
    (error) => ({ error: String(error) }),
  );
  response.end(JSON.stringify(outcome));
});
control.listen(0, '127.0.0.1');
await once(control, 'listening');

process.send?.({
  url: api.url,
  controlUrl: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
  dataDir: api.dataDir,
});
await once(process, 'disconnect');
control.close();
control.closeAllConnections();
await api.stop();
