import { v7 as uuidv7 } from 'uuid';
import type { ImportRow } from './import.statements.ts';

/** Makes the row of an import that has not begun. */
export const newImport = (
  given: Pick<ImportRow, 'tenantId' | 'mode' | 'fileSize' | 'fileHash' | 'actor' | 'actorId' | 'received'>,
  now: Date,
): ImportRow => ({
  ...given,
  id: uuidv7(),
  state: 'queued',
  ...{ line: 0, created: 0, updated: 0, unchanged: 0, failed: 0, failure: null },
  ...{
    leasedUntil: null,
    startedAt: null,
    finishedAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
  },
});
