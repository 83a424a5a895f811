import { createServer, type Socket } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { Multiplexer } from './multiplexer.ts';

/** The thread that runs the embedded database, so that a long statement does not hold up requests. */

export type WorkerData = { databaseDir: string; socketPath: string };

const { databaseDir, socketPath } = workerData as WorkerData;

const database = await PGlite.create(databaseDir, { extensions: { pg_trgm, unaccent } });
const { rows } = await database.query<{ server_version: string }>('SHOW server_version');
const multiplexer = new Multiplexer(
  { exec: (messages) => database.execProtocolRaw(messages) },
  rows[0]?.server_version ?? '18.0',
);

const connections = new Map<Socket, Promise<void>>();
const server = createServer((socket) => {
  connections.set(
    socket,
    multiplexer.serve(socket).finally(() => connections.delete(socket)),
  );
});
server.listen(socketPath, () => parentPort?.postMessage('ready'));

// The one message is the order to close: what is under way is rolled back, as on a server's fast shutdown.
parentPort?.once('message', async () => {
  server.close();
  for (const socket of connections.keys()) socket.destroy();
  await Promise.all(connections.values());
  await database.close();
  parentPort?.postMessage('closed');
  parentPort?.close();
});
