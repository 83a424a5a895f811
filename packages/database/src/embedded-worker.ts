import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
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
let lastGone = () => {};
const server = createServer((socket) => {
  const served = multiplexer.serve(socket).finally(() => {
    connections.delete(socket);
    if (connections.size === 0) lastGone();
  });
  connections.set(socket, served);
});
server.listen(socketPath, () => parentPort?.postMessage('ready'));

// For so long a closing database waits for the commands of other processes to finish; they may still connect meanwhile.
const guestSeconds = 5;

// The one message is the order to close. What is still under way after the wait is rolled back, as on a fast shutdown.
parentPort?.once('message', async () => {
  if (connections.size > 0) {
    const gone = new Promise<void>((resolve) => {
      lastGone = resolve;
    });
    await Promise.race([gone, delay(guestSeconds * 1000, undefined, { ref: false })]);
  }
  server.close();
  for (const socket of connections.keys()) socket.destroy();
  await Promise.all(connections.values());
  await database.close();
  parentPort?.postMessage('closed');
  parentPort?.close();
});
