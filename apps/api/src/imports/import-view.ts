import type { FieldError, FieldFault } from '@doorstep/contracts/errors';
import type { Import } from '@doorstep/contracts/import';
import type { ImportRow } from './import.statements.ts';

/** Translates faults into the language of the caller. */
export type Localize = (faults: readonly FieldFault[]) => FieldError[];

/** Converts a row to the import that staff and systems of the tenant see. */
export const toImport = (row: ImportRow, localize: Localize): Import => ({
  id: row.id,
  mode: row.mode,
  state: row.state,
  file_size: row.fileSize,
  line: row.line,
  created: row.created,
  updated: row.updated,
  unchanged: row.unchanged,
  failed: row.failed,
  failure: (row.failure && localize([row.failure as FieldFault])[0]) || null,
  created_at: row.createdAt.toISOString(),
  started_at: row.startedAt?.toISOString() ?? null,
  finished_at: row.finishedAt?.toISOString() ?? null,
  updated_at: row.updatedAt.toISOString(),
  version: row.version,
});
