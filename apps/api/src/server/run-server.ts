import { once } from 'node:events';
import { join } from 'node:path';
import { openDatabase } from '@doorstep/database/connection';
import { isSuperuser } from '@doorstep/database/migrate';
import { type Logger, pino } from 'pino';
import { createApp } from '../app.ts';
import type { Config } from '../config/env.ts';
import { loadKeys } from '../config/keys.ts';
import { startImporting } from '../jobs/importing.ts';
import { startMaintenance } from '../jobs/maintenance.ts';
import { lowerDecodePriority } from '../media/decode-priority.ts';
import { watchStorage } from '../media/storage.ts';
import { type DemoOptions, printDemo } from '../operator/demo.ts';
import { buildDependencies } from './build-dependencies.ts';
import { createHttpServer, prepareShutdown } from './http-server.ts';

// Buffers log lines for at most 100 ms. pino flushes the buffer when the process ends.
const logBuffer = { sync: false, minLength: 4096, periodicFlush: 100 };

/**
 * Runs the server: opens the database, listens, and shuts down on a signal. Closes everything in reverse order, also if the
 * start fails, and then throws its error.
 */
export const runServer = async (config: Config, demo: DemoOptions | null): Promise<void> => {
  const logger = pino({ level: config.logLevel }, pino.destination(logBuffer));
  const ending = Promise.withResolvers<string>();
  listenForSignals(logger, ending.resolve);
  {
    await using opened = new AsyncDisposableStack();
    const started = start(config, demo, { logger, opened, endBecause: ending.resolve });
    // A signal may also arrive during the start.
    await Promise.race([started, ending.promise]);
    logger.info({ signal: await ending.promise }, 'ending');
  }
  logger.info('ended');
};

/** Ends the server on the first signal. Ignores a second one, because a shorter shutdown would lose accepted requests. */
const listenForSignals = (logger: Logger, end: (signal: string) => void): void => {
  let ending = false;
  const onSignal = (signal: string) => {
    if (ending) logger.info({ signal }, 'already ending');
    ending = true;
    end(signal);
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  // The channel to the parent process closes when the parent ends, even after `kill -9`.
  process.once('disconnect', () => onSignal('disconnect'));
};

type Start = { logger: Logger; opened: AsyncDisposableStack; endBecause: (reason: string) => void };

const start = async (
  config: Config,
  demo: DemoOptions | null,
  { logger, opened, endBecause }: Start,
): Promise<void> => {
  const keys = await loadKeys(config, join(config.dataDir, 'keys.json'));
  const connection = await openDatabase(config);
  opened.defer(connection.close);
  connection.died.then(() => endBecause('the database has ended'));
  if (connection.applied.length > 0) logger.info({ migrations: connection.applied }, 'database brought up to date');
  if (config.databaseUrl && (await isSuperuser({ connectionString: config.databaseUrl }))) {
    logger.warn(
      'DATABASE_URL names a superuser: each transaction takes the application role, but a login that owns nothing is safer',
    );
  }
  await lowerDecodePriority().catch((error) =>
    logger.warn({ err: error }, 'images get as much processor time as requests'),
  );
  const { requests, operators } = connection;
  const { dependencies, close } = buildDependencies({ config, keys, requests, operators, logger });
  opened.defer(close);
  // Without storage the server still serves everything except files, and `/health/ready` reports the fault.
  await dependencies.storage.check().catch(() => {});
  opened.defer(watchStorage(dependencies.storage));
  const server = createHttpServer(createApp(dependencies), config);
  const shutDown = prepareShutdown(server);
  server.listen(config.port, config.host);
  await once(server, 'listening');
  opened.defer(() => shutDown(config.shutdownSeconds));
  dependencies.outbox.start();
  dependencies.sealing.start();
  dependencies.deliveries.start();
  opened.defer(async () => dependencies.deliveries.stop());
  // Ends long polls, for which the server would wait.
  opened.defer(dependencies.sealing.stop);
  opened.defer(startImporting(dependencies));
  opened.defer(startMaintenance(dependencies));
  opened.defer(dependencies.readiness.endService);
  logger.info({ port: config.port, url: config.publicUrl }, 'listening');
  if (demo) await printDemo(dependencies, demo);
};
