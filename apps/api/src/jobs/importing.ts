import { ScopeError } from '@doorstep/database/scope-error';
import type { ImportRow } from '../imports/import.statements.ts';
import { leaseMs } from '../imports/import-batch.ts';
import { ImportProcessLost } from '../imports/import-process.ts';
import { abandonImport, type ImportDeps } from '../imports/run-import.ts';
import type { Dependencies } from '../server/dependencies.ts';

const pollMs = 30_000;
/** How often the process of an import may end at the same line. */
const maxLosses = 3;

type ImportingDeps = ImportDeps & Pick<Dependencies, 'background' | 'imports' | 'importProcess' | 'sealing'>;

/**
 * Runs the imports of all tenants, one at a time in each process: new ones at once, and those of a process that ended when their
 * lease is over. They run in a process of their own. Returns the stop function, behind which the current batch is the last one.
 */
export const startImporting = (deps: ImportingDeps): (() => void) => {
  const { database, background, imports, importProcess, sealing, logger, now } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let isRunning = false;
  /** The import whose process ended last, and how often it ended there. */
  let lost = { place: '', times: 0 };

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

  /** Lets the import continue in another process: at once, then after its lease, and no more if it is the cause. */
  const recover = async (row: ImportRow): Promise<void> => {
    const place = `${row.id} ${row.line}`;
    lost = { place, times: lost.place === place ? lost.times + 1 : 1 };
    if (lost.times === 1) await release(row);
    if (lost.times === maxLosses) await abandonImport(deps, row);
  };

  const runOne = async (row: ImportRow): Promise<void> => {
    try {
      const ended = await importProcess.run(row, signal);
      // The other process has no job that would seal its events.
      sealing.wake(row.tenantId);
      if (ended.state === 'running' && signal.aborted) await release(row);
      else logger.info({ import: row.id, state: ended.state, lines: ended.line }, 'import ended');
    } catch (error) {
      if (error instanceof ScopeError && error.reason === 'import_not_running') return;
      // Without the database the import waits, and continues when its lease has ended.
      if (error instanceof ScopeError) throw error;
      logger.error({ err: error, import: row.id }, 'import failed');
      if (error instanceof ImportProcessLost) await recover(row);
      else await abandonImport(deps, row);
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
