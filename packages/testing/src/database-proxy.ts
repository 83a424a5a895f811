import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

/** A proxy between the API and its database that simulates failures of network and server. */
export type DatabaseProxy = {
  /** The given URL with the address of the proxy. */
  through(databaseUrl: string): string;
  /** Stops all traffic but keeps connections open, like a frozen server. */
  freeze(): void;
  thaw(): void;
  /** Closes all connections and refuses new ones, like a server that is down. */
  cut(): void;
  restore(): void;
};

/** Opens a proxy to a PostgreSQL server for one test. */
export const useDatabaseProxy = async (serverUrl: string): Promise<DatabaseProxy> => {
  const target = targetOf(new URL(serverUrl));
  const sockets = new Set<Socket>();
  let state: 'open' | 'frozen' | 'down' = 'open';
  const server = createServer((near) => {
    if (state === 'down') {
      near.destroy();
      return;
    }
    const far = connect(target);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from
        .on('error', () => {})
        .once('close', () => {
          sockets.delete(from);
          to.destroy();
        });
      from.on('data', (chunk) => to.write(chunk));
      if (state === 'frozen') from.pause();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const destroyAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  onTestFinished(() => {
    server.close();
    destroyAll();
  });
  return {
    through: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.searchParams.delete('host');
      return Object.assign(url, { hostname: '127.0.0.1', port: String(port) }).href;
    },
    freeze: () => {
      state = 'frozen';
      for (const socket of sockets) socket.pause();
    },
    thaw: () => {
      state = 'open';
      for (const socket of sockets) socket.resume();
    },
    cut: () => {
      state = 'down';
      destroyAll();
    },
    restore: () => {
      state = 'open';
    },
  };
};

const targetOf = ({ hostname, port, searchParams }: URL): NetConnectOpts => {
  const host = searchParams.get('host') ?? hostname;
  return host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port || 5432}` } : { host, port: Number(port || 5432) };
};
