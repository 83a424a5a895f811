import { createCounterStore } from '@doorstep/database/connection';
import { createDatabase } from '@doorstep/database/database';
import { ScopeError } from '@doorstep/database/scope-error';
import { pino } from 'pino';
import { createSecrets } from '../config/secrets.ts';
import { createRateLimits } from '../http/rate-limits.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { ImportRow } from './import.statements.ts';
import type { FromImportProcess, ImportSettings, ToImportProcess } from './import-process.ts';
import { type ImportDeps, runImport } from './run-import.ts';

// Runs imports for a server, one at a time, as its child process. See import-process.ts.

/** A batch is one transaction, and the next lines are read meanwhile. */
const maxConnections = 2;

const send = (message: FromImportProcess): void => {
  process.send?.(message);
};

const build = ({ requests, linkSecret, rateLimitStore, logLevel }: ImportSettings): ImportDeps => {
  // The logger of the server adds the time and its own process.
  const options = { level: logLevel, base: null, timestamp: false };
  const logger = pino(options, { write: (line) => send({ kind: 'log', line }) });
  const pool = { ...requests, max: maxConnections };
  const warn = (error: unknown) => logger.warn({ err: error }, 'rate limits are counted in this process alone');
  const secrets = createSecrets(Buffer.from(linkSecret));
  const rateLimits = createRateLimits(
    secrets,
    rateLimitStore === 'postgres' ? createCounterStore(pool, warn) : undefined,
  );
  return {
    database: createDatabase(pool),
    outbox: { queue: (tx, to, mail) => queueMail(tx, rateLimits, to, mail) },
    secrets,
    logger,
    now: () => new Date(),
  };
};

let deps: ImportDeps | undefined;
let stopping = new AbortController();

const run = async (row: ImportRow): Promise<void> => {
  if (!deps) throw new Error('The settings are missing');
  stopping = new AbortController();
  try {
    send({ kind: 'ended', row: await runImport(deps, row, { signal: stopping.signal }) });
  } catch (error) {
    send({ kind: 'failed', fault: error instanceof ScopeError ? error.reason : null, error });
  }
};

// The server decides when an import stops. A terminal sends its signals to both.
process.on('SIGINT', () => {}).on('SIGTERM', () => {});
// The channel closes when the server ends, even after `kill -9`, and perhaps before this process listens.
process.once('disconnect', () => process.exit());
if (!process.connected) process.exit();
process.on('message', (message: ToImportProcess) => {
  if (message.kind === 'open') deps = build(message.settings);
  if (message.kind === 'run') void run(message.row);
  if (message.kind === 'stop') stopping.abort();
});
