import { type ChildProcess, fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenDatabase } from '@doorstep/database/connection';
import { ScopeError } from '@doorstep/database/scope-error';
import type { ScopeFault } from '@doorstep/database/transaction-context';
import { type Logger, pino } from 'pino';
import { importFlags } from '../../server-flags.mjs';
import type { Config } from '../config/env.ts';
import type { ImportRow } from './import.statements.ts';

/** What the child process needs to write as the server does. */
export type ImportSettings = Pick<Config, 'rateLimitStore' | 'logLevel'> & {
  requests: OpenDatabase['requests'];
  linkSecret: Uint8Array;
};

/** Messages to the child process. The first one has the settings: arguments and environment are visible to others. */
export type ToImportProcess =
  | { kind: 'open'; settings: ImportSettings }
  | { kind: 'run'; row: ImportRow }
  | { kind: 'stop' };

/** Messages from the child process. A log entry is a line of pino. */
export type FromImportProcess =
  | { kind: 'log'; line: string }
  | { kind: 'ended'; row: ImportRow }
  | { kind: 'failed'; fault: ScopeFault | null; error: unknown };

/** The child process ended in the middle of an import. */
export class ImportProcessLost extends Error {
  override readonly name = 'ImportProcessLost';
}

/** Runs imports in a child process, so that their memory and processor time are not those of requests. */
export type ImportProcess = {
  /**
   * Runs an import until it ends or the signal stops it. See {@link runImport}, whose ScopeErrors it throws, and besides
   * {@link ImportProcessLost}.
   */
  run(row: ImportRow, signal: AbortSignal): Promise<ImportRow>;
  /** Ends the child process at once. */
  close(): void;
};

/** How long the child process waits for another import. */
const idleMs = 10_000;

/** Starts a child process with the first import, and ends it when there was none for a while. */
export const createImportProcess = (settings: ImportSettings, logger: Logger): ImportProcess => {
  let open: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  const close = (): void => {
    clearTimeout(idle);
    if (open?.connected) open.disconnect();
    open = undefined;
  };
  return {
    run: async (row, signal) => {
      clearTimeout(idle);
      open = open?.connected ? open : start(settings, logger);
      try {
        return await runIn(open, row, signal);
      } finally {
        idle = setTimeout(close, idleMs);
        idle.unref();
      }
    },
    close,
  };
};

const start = (settings: ImportSettings, logger: Logger): ChildProcess => {
  const child = fork(join(import.meta.dirname, 'import-process-main.ts'), {
    execArgv: [...importFlags],
    // Where the server stores its compiled modules too.
    env: { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache'), ...process.env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  });
  child.on('message', (message: FromImportProcess) => {
    if (message.kind === 'log') forward(message.line, logger);
  });
  logger.info({ import_pid: child.pid }, 'started the process of imports');
  send(child, { kind: 'open', settings });
  return child;
};

/** A child process that has ended takes no message. Its `exit` reports that. */
const send = (child: ChildProcess, message: ToImportProcess): void => {
  child.send(message, () => {});
};

const forward = (line: string, logger: Logger): void => {
  const { level, msg, ...fields } = JSON.parse(line);
  logger[(pino.levels.labels[level] ?? 'error') as pino.Level](fields, msg);
};

const runIn = async (child: ChildProcess, row: ImportRow, signal: AbortSignal): Promise<ImportRow> => {
  const ended = Promise.withResolvers<ImportRow>();
  const onMessage = (message: FromImportProcess): void => {
    if (message.kind === 'ended') ended.resolve(message.row);
    if (message.kind === 'failed')
      ended.reject(message.fault ? new ScopeError(message.fault, message.error) : message.error);
  };
  const onExit = (code: number | null, killedBy: NodeJS.Signals | null): void => {
    ended.reject(new ImportProcessLost(`The process of an import ended with ${killedBy ?? code}`));
  };
  const onError = (cause: Error): void =>
    ended.reject(new ImportProcessLost('The process of an import failed', { cause }));
  const onAbort = (): void => send(child, { kind: 'stop' });
  child.on('message', onMessage).on('exit', onExit).on('error', onError);
  signal.addEventListener('abort', onAbort);
  try {
    send(child, { kind: 'run', row });
    if (signal.aborted) onAbort();
    return await ended.promise;
  } finally {
    child.off('message', onMessage).off('exit', onExit).off('error', onError);
    signal.removeEventListener('abort', onAbort);
  }
};
