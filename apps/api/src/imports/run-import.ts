import { AppError, type FieldFault } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import { violatedConstraint } from '@doorstep/database/database-fault';
import type { Scope } from '@doorstep/database/scope';
import { ScopeError } from '@doorstep/database/scope-error';
import { type ChangeDeps, conflictOf } from '../customers/customer.service.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { deleteParts, endImport, failImport, type ImportRow, importPart } from './import.statements.ts';
import { StaleBatchError, writeBatch } from './import-batch.ts';
import { countImages, type ImportedImages, storeImages } from './import-images.ts';
import { readRecords, UnreadableFile } from './import-records.ts';
import { isFaulty, type JudgedLine, judgeLine, keysOfLine } from './judged-line.ts';
import { idTaken } from './matching.ts';

export type ImportDeps = ChangeDeps & Pick<Dependencies, 'database' | 'logger'>;

type Run = {
  /** The file from its beginning. Parts of a file that a client sent, unless given. */
  content?: AsyncIterable<Buffer>;
  /** The pictures and proofs that lines name. Without it, their paths are ignored. */
  images?: ImportedImages;
  /** Stops the import behind the current batch. Another process, or a restart, continues it. */
  signal: AbortSignal;
  /** Called behind each batch. */
  onProgress?: (row: ImportRow) => void;
};

const maxLines = 100;
const maxBytes = 1_000_000;
const maxImages = 16;

/** The scope in which an import acts: with the permission to import, in the name of who started it. */
const scopeOfImport = ({ database }: Pick<Dependencies, 'database'>, row: ImportRow): Scope => {
  const actingAs = { kind: 'import', importId: row.id, id: row.actorId } as const;
  const caller = { tenantId: row.tenantId, userId: null, sessionId: null, actingAs };
  return database.scope(caller, { requestId: `import ${row.id}`, address: '', agent: '' });
};

/**
 * Runs an import from where it stands to its end. Returns its row, which is still running if the signal stopped it, or if another
 * process took it over. Throws ScopeError: `import_not_running` for one that was cancelled, and faults of the database.
 */
export const runImport = async (deps: ImportDeps, row: ImportRow, run: Run): Promise<ImportRow> => {
  const scope = scopeOfImport(deps, row);
  const settings = await tenantSettings(scope.read, row.tenantId);
  let current = row;
  try {
    for await (const lines of batchesOf(run.content ?? partsOf(scope, row), row.line, settings)) {
      if (run.signal.aborted) return current;
      current = await importLines(scope, deps, { from: current, settings }, lines, run.images);
      run.onProgress?.(current);
    }
  } catch (error) {
    if (error instanceof StaleBatchError) return current;
    if (error instanceof UnreadableFile) return end(scope, deps, current, error.fault);
    throw error;
  }
  return run.signal.aborted ? current : end(scope, deps, current);
};

/** Groups the judged lines behind a line. Lines that are about the same customer do not share a batch. */
async function* batchesOf(
  content: AsyncIterable<Buffer>,
  behind: number,
  settings: TenantSettings,
): AsyncGenerator<JudgedLine[]> {
  let lines: JudgedLine[] = [];
  let keys = new Set<string>();
  let bytes = 0;
  let images = 0;
  for await (const record of readRecords(content)) {
    if (record.line <= behind) continue;
    const judged = await judgeLine(record, settings);
    const ownKeys = isFaulty(judged) ? [] : keysOfLine(judged);
    const isFull = lines.length >= maxLines || bytes > maxBytes || images >= maxImages;
    if (lines.length > 0 && (isFull || ownKeys.some((key) => keys.has(key)))) {
      yield lines;
      lines = [];
      keys = new Set();
      bytes = 0;
      images = 0;
    }
    lines.push(judged);
    for (const key of ownKeys) keys.add(key);
    bytes += record.bytes;
    images += countImages(judged);
  }
  if (lines.length > 0) yield lines;
}

async function* partsOf(scope: Scope, { tenantId, id }: ImportRow): AsyncGenerator<Buffer> {
  for (let part = 0; ; part += 1) {
    const [row] = await scope.read(importPart, [tenantId, id, part]);
    if (!row) return;
    yield Buffer.from(row.content);
  }
}

type State = { from: ImportRow; settings: TenantSettings };

/** Writes lines together or, if one of them conflicts with a customer, one by one, so that only that one fails. */
const importLines = async (
  scope: Scope,
  deps: ImportDeps,
  { from, settings }: State,
  lines: readonly JudgedLine[],
  images: ImportedImages | undefined,
): Promise<ImportRow> => {
  const write = async (row: ImportRow, batch: readonly JudgedLine[]) => {
    const stored = images ? await storeImages(scope, images, row, batch) : { lines: batch, images: new Map() };
    return writeBatch(scope, deps, { from: row, settings }, { ...stored, upTo: batch.at(-1)?.line ?? row.line });
  };
  try {
    return await write(from, lines);
  } catch (error) {
    if (error instanceof ScopeError || error instanceof StaleBatchError) throw error;
    const [only, ...others] = lines;
    if (only && others.length === 0) return write(from, [{ line: only.line, faults: [...faultsOf(error, deps)] }]);
    let row = from;
    for (const line of lines) row = await importLines(scope, deps, { from: row, settings }, [line], images);
    return row;
  }
};

/** Returns why a single line could not be written. */
const faultsOf = (error: unknown, { logger }: Pick<Dependencies, 'logger'>): readonly FieldFault[] => {
  const known = error instanceof AppError ? error : conflictOf(error);
  if (known && known.errors.length > 0) return known.errors;
  if (violatedConstraint(error) === 'users_pkey') return [idTaken];
  if (violatedConstraint(error) === 'addresses_pkey') {
    return [{ field: 'addresses', code: 'id_taken', message: { key: 'id_of_address' } }];
  }
  logger.error({ err: error }, 'a line could not be imported');
  return [{ field: '', code: 'internal', message: { key: 'line_not_imported' } }];
};

const end = async (scope: Scope, { now }: ImportDeps, row: ImportRow, failure?: FieldFault): Promise<ImportRow> =>
  scope.write(async (tx) => {
    const { tenantId, id } = row;
    const at = now();
    const state = failure ? ('failed' as const) : ('finished' as const);
    const after = { ...row, state, failure: failure ?? null, finishedAt: at, ...nextVersion(row, at) };
    if (failure) tx.send(failImport, [tenantId, id, JSON.stringify(failure), at]);
    else tx.send(...endImport(after));
    tx.send(deleteParts, [tenantId, id]);
    return { result: after as ImportRow, audit: { action: 'import.finished', entityId: id, before: row, after } };
  });

/** Ends an import that the program cannot go on with. */
export const abandonImport = async (deps: ImportDeps, row: ImportRow): Promise<void> => {
  const scope = scopeOfImport(deps, row);
  const failure: FieldFault = { field: 'file', code: 'internal', message: { key: 'import_not_finished' } };
  await end(scope, deps, row, failure);
};
