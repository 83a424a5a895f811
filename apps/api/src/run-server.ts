import { once } from 'node:events';
import { join } from 'node:path';
import { openConnection } from '@doorstep/database/connection';
import { isSuperuser } from '@doorstep/database/migrate';
import { pino } from 'pino';
import { createApp } from './app.ts';
import { startSealing } from './audit-sealing.ts';
import { buildDependencies } from './build-dependencies.ts';
import { type DemoOptions, printDemo } from './demo.ts';
import type { Config } from './env.ts';
import { loadKeys } from './keys.ts';
import { lowerDecodePriority } from './media/decode-priority.ts';
import { createHttpServer, prepareEnd } from './server.ts';
import { startUpkeep } from './upkeep.ts';

// Lines are written together, a tenth of a second late at most, and all of them when the process ends.
const logBuffer = { sync: false, minLength: 4096, periodicFlush: 100 };

/** Runs the server: opens the database, listens, and ends when told to. */
export const runServer = async (config: Config, demo: DemoOptions | null): Promise<void> => {
  const logger = pino({ level: config.logLevel }, pino.destination(logBuffer));
  const keys = await loadKeys(config, join(config.dataDir, 'keys.json'));
  const connection = await openConnection({ ...config, pool: config.databasePool });
  if (connection.applied.length > 0) logger.info({ migrations: connection.applied }, 'database brought up to date');
  if (config.databaseUrl && (await isSuperuser({ connectionString: config.databaseUrl }))) {
    logger.warn(
      'DATABASE_URL names a superuser: each transaction takes the application role, but a login that owns nothing is safer',
    );
  }
  // Listened for before anything is said to be ready: a signal must not find nobody there.
  const ending = Promise.race([
    once(process, 'SIGINT').then(() => 'SIGINT'),
    once(process, 'SIGTERM').then(() => 'SIGTERM'),
    connection.died.then(() => 'the database has ended'),
  ]);
  await lowerDecodePriority().catch((error) =>
    logger.warn({ err: error }, 'images get as much processor time as requests'),
  );
  const { requests, operators } = connection;
  const { dependencies, close } = buildDependencies({ config, keys, requests, operators, logger });
  const server = createHttpServer(createApp(dependencies), config);
  const end = prepareEnd(server);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  dependencies.outbox.start();
  const stopUpkeep = startUpkeep(dependencies);
  const stopSealing = startSealing(dependencies);
  logger.info({ port: config.port, url: config.publicUrl }, 'listening');
  if (demo) await printDemo(dependencies, demo);

  const signal = await ending;
  logger.info({ signal }, 'ending');
  stopUpkeep();
  stopSealing();
  await end(config.shutdownSeconds);
  await close();
  await connection.close();
  logger.info('ended');
};
