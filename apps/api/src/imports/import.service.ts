import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { AppError, fieldFaults } from '@doorstep/contracts/errors';
import type { CreateImportInput, Import, ImportPage, ListImportsInput } from '@doorstep/contracts/import';
import type { Upload } from '@doorstep/contracts/upload';
import type { Scope } from '@doorstep/database/scope';
import { byCreation, readTimePage } from '../lists/time-page.ts';
import { orNotFound, requireTenantActor } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import {
  countOpenImports,
  deleteParts,
  endImport,
  importById,
  importLocked,
  insertImport,
  insertPart,
  markReceived,
  newestImports,
  olderImports,
} from './import.statements.ts';
import { faultOfStart } from './import-records.ts';
import { newImport } from './import-row.ts';
import { type Localize, toImport } from './import-view.ts';

type Deps = Pick<Dependencies, 'imports' | 'now'>;

/** The most imports of a tenant that wait or run. */
const maxOpen = 10;
const partBytes = 1_000_000;

/**
 * Stores a file, and queues its import. A file that is stored in part belongs to no import, and is deleted by maintenance.
 * Throws `conflict` for too many open imports, and `validation_failed` for another type of file.
 */
export const createImport = async (
  scope: Scope,
  { imports, now }: Deps,
  { file, mode }: CreateImportInput,
  localize: Localize,
): Promise<Import> => {
  const { tenantId } = scope.caller;
  const { kind: actor, id: actorId } = requireTenantActor(scope);
  await assertFileType(file);
  const row = newImport(
    {
      ...{ tenantId, mode, fileSize: file.size, fileHash: new Uint8Array(Buffer.from(file.sha256, 'hex')) },
      ...{ actor, actorId, received: false },
    },
    now(),
  );
  await scope.write(async (tx) => {
    const [counted] = await tx.query(countOpenImports, [tenantId]);
    if (orNotFound(counted).open >= maxOpen) {
      throw new AppError('conflict', { detail: { key: 'imports_open_at_most', max: maxOpen } });
    }
    tx.send(...insertImport(row));
    return { result: null, audit: [], isBatch: true };
  });
  let part = 0;
  for await (const content of createReadStream(file.path, { highWaterMark: partBytes })) {
    const values = { tenantId, importId: row.id, part, content: new Uint8Array(content) };
    await scope.write(async (tx) => {
      tx.send(...insertPart(values));
      return { result: null, audit: [], isBatch: true };
    });
    part += 1;
  }
  const received = { ...row, received: true };
  await scope.write(async (tx) => {
    tx.send(...markReceived(received));
    return { result: null, audit: { action: 'import.created', entityId: row.id, after: received } };
  });
  imports.wake();
  return toImport(received, localize);
};

const assertFileType = async ({ path }: Upload): Promise<void> => {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1000), 0, 1000, 0);
    const fault = faultOfStart(buffer.subarray(0, bytesRead));
    if (fault) throw fieldFaults([fault]);
  } finally {
    await file.close();
  }
};

/** Returns whether the tenant has an import with this id. */
export const importExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(importById, [scope.caller.tenantId, id])).length > 0;

/** Returns an import. Throws `not_found`. */
export const getImport = async (scope: Scope, id: string, localize: Localize): Promise<Import> => {
  const [row] = await scope.read(importById, [scope.caller.tenantId, id]);
  return toImport(orNotFound(row), localize);
};

/** Lists a page of the tenant's imports, newest first. */
export const listImports = async (
  scope: Scope,
  { secrets }: Pick<Dependencies, 'secrets'>,
  { state, ...input }: ListImportsInput,
  localize: Localize,
): Promise<ImportPage> => {
  const { tenantId } = scope.caller;
  const filter = state ?? null;
  const { rows, nextCursor } = await readTimePage(secrets, `imports ${tenantId} ${filter}`, input, {
    positionOf: byCreation,
    read: (count, after) =>
      after
        ? scope.read(olderImports, [tenantId, count, filter, after.at, after.id])
        : scope.read(newestImports, [tenantId, count, filter]),
  });
  return { results: rows.map((row) => toImport(row, localize)), next_cursor: nextCursor };
};

/** Cancels an import behind its current batch. Throws `not_found`, and `conflict` for one that has ended. */
export const cancelImport = (scope: Scope, { now }: Pick<Dependencies, 'now'>, id: string): Promise<void> =>
  scope.write(async (tx) => {
    const { tenantId } = scope.caller;
    const [row] = await tx.query(importLocked, [tenantId, id]);
    const before = orNotFound(row);
    if (before.state !== 'queued' && before.state !== 'running') {
      throw new AppError('conflict', { detail: { key: 'import_ended' } });
    }
    const after = { ...before, state: 'cancelled' as const, finishedAt: now(), ...nextVersion(before, now()) };
    tx.send(...endImport(after));
    tx.send(deleteParts, [tenantId, id]);
    return { result: undefined, audit: { action: 'import.cancelled', entityId: id, before, after } };
  });
