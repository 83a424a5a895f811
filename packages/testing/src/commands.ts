import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

/** Functions that another process calls. Parameters and results are JSON. */
// biome-ignore lint/suspicious/noExplicitAny: parameters of any types are assignable to these alone
export type Commands = Record<string, (...args: any[]) => Promise<unknown>>;

/** Serves commands to other processes of the run. */
export const serveCommands = async (commands: Commands): Promise<{ url: string; close(): void }> => {
  // Suites pause between commands, and must not reuse a connection that has just ended.
  const server = createServer({ keepAliveTimeout: 600_000 }, async (request, response) => {
    const [name, args] = (await json(request)) as [string, unknown[]];
    const call = async () => commands[name]?.(...args);
    const outcome = await call().then(
      (result) => ({ result }),
      (error) => ({ error: String(error) }),
    );
    response.end(JSON.stringify(outcome));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};

/** Calls commands that {@link serveCommands} serves. */
export const commandsAt = <Served extends Commands>(url: () => string): Served =>
  new Proxy({} as Served, {
    get:
      (_, name) =>
      async (...args: unknown[]) => {
        const response = await fetch(url(), { method: 'POST', body: JSON.stringify([name, args]) });
        const { result, error } = (await response.json()) as { result?: unknown; error?: string };
        if (error !== undefined) throw new Error(error);
        return result;
      },
  });
