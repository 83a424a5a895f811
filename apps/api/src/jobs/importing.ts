import { ScopeError } from '@doorstep/database/scope-error';
import type { ImportRow } from '../imports/import.statements.ts';
import { leaseMs } from '../imports/import-batch.ts';
import { abandonImport, type ImportDeps, runImport } from '../imports/run-import.ts';
import type { Dependencies } from '../server/dependencies.ts';

const pollMs = 30_000;

/**
 * Runs the imports of all tenants, one at a time in each process: new ones at once, and those of a process that ended when their
 * lease is over. Returns the stop function, behind which the current batch is the last one.
 */
export const startImporting = (deps: ImportDeps & Pick<Dependencies, 'background' | 'imports'>): (() => void) => {
  const { database, background, imports, logger, now } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isRunning = false;

  /** Takes the oldest import that waits, or whose process no longer tells of its progress. An operator's runs elsewhere. */
  const claim = async (): Promise<ImportRow | null> =>
    database.maintenance(async (tx) => {
      const at = now();
      const found = await tx.import.findFirst({
        where: {
          received: true,
          actor: { not: 'operator' },
          OR: [{ state: 'queued' }, { state: 'running', leasedUntil: { lte: at } }],
        },
        orderBy: { createdAt: 'asc' },
      });
      if (!found) return null;
      const { tenantId, id, version } = found;
      const started = {
        ...{ state: 'running', version: version + 1, leasedUntil: new Date(at.getTime() + leaseMs) },
        startedAt: found.startedAt ?? at,
      };
      const { count } = await tx.import.updateMany({ where: { tenantId, id, version }, data: started });
      return count === 1 ? ({ ...found, ...started } as ImportRow) : null;
    });

  const release = ({ tenantId, id }: ImportRow): Promise<unknown> =>
    database.maintenance((tx) =>
      tx.import.updateMany({ where: { tenantId, id, state: 'running' }, data: { leasedUntil: now() } }),
    );

  const runOne = async (row: ImportRow): Promise<void> => {
    try {
      const ended = await runImport(deps, row, { signal });
      if (ended.state === 'running' && signal.aborted) await release(row);
      else logger.info({ import: row.id, state: ended.state, lines: ended.line }, 'import ended');
    } catch (error) {
      if (error instanceof ScopeError && error.reason === 'import_not_running') return;
      // Without the database the import waits, and continues when its lease has ended.
      if (error instanceof ScopeError) throw error;
      logger.error({ err: error, import: row.id }, 'import failed');
      await abandonImport(deps, row);
    }
  };

  const drain = async (): Promise<void> => {
    if (isRunning) return;
    isRunning = true;
    try {
      while (!signal.aborted) {
        const row = await claim();
        if (!row) return;
        await runOne(row);
      }
    } finally {
      isRunning = false;
    }
  };

  const wake = () => background.run(drain);
  imports.onWake(wake);
  const timer = setInterval(wake, pollMs);
  timer.unref();
  wake();
  return () => {
    imports.onWake(() => {});
    clearInterval(timer);
    stopping.abort();
  };
};
