import {
  type CreateExportInput,
  type Export,
  type ExportPage,
  exportFiles,
  type ListExportsInput,
} from '@doorstep/contracts/export';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import { byCreation, readTimePage } from '../lists/time-page.ts';
import { heldPermissions } from '../resources/actor.statements.ts';
import { orNotFound, requireTenantActor } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import {
  endExportRow,
  exportById,
  exportLocked,
  insertExport,
  newestExports,
  olderExports,
} from './export.statements.ts';

type Deps = Pick<Dependencies, 'links' | 'config' | 'now'>;
type ExportRow = Row<'export'>;

/** Returns the path that the link of an export signs. It names the tenant, because a caller sends nothing else. */
export const exportPath = ({ tenantId, id, format }: Pick<ExportRow, 'tenantId' | 'id' | 'format'>): string =>
  `/api/exports/${id}/${exportFiles[format]}?tenant=${tenantId}`;

const toExport = (row: ExportRow, { links, config }: Pick<Deps, 'links' | 'config'>): Export => {
  const path = exportPath(row);
  const { query, expiresAt } = links.sign('export', path);
  return {
    id: row.id,
    format: row.format,
    includes_proofs: row.includesProofs,
    url: `${config.publicUrl}${path}&${query}`,
    expires_at: expiresAt.toISOString(),
    actor: { kind: row.actor, id: row.actorId },
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
};

/** Makes the row of a new export. */
export const newExport = (
  given: Pick<ExportRow, 'tenantId' | 'format' | 'includesProofs' | 'actor' | 'actorId'>,
  now: Date,
): ExportRow => ({ ...given, id: uuidv7(), createdAt: now, updatedAt: now, deletedAt: null, version: 1 });

/** Returns whether the tenant has this export. */
export const exportExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(exportById, [scope.caller.tenantId, id])).length > 0;

/** Lists a page of the tenant's exports, newest first. */
export const listExports = async (
  scope: Scope,
  deps: Deps & Pick<Dependencies, 'secrets'>,
  input: ListExportsInput,
): Promise<ExportPage> => {
  const { tenantId } = scope.caller;
  const { rows, nextCursor } = await readTimePage(deps.secrets, `exports ${tenantId}`, input, {
    positionOf: byCreation,
    read: (count, after) =>
      after
        ? scope.read(olderExports, [tenantId, count, after.at, after.id])
        : scope.read(newestExports, [tenantId, count]),
  });
  return { results: rows.map((row) => toExport(row, deps)), next_cursor: nextCursor };
};

/** Returns an export with a new link. Throws `not_found`. */
export const getExport = async (scope: Scope, deps: Deps, id: string): Promise<Export> => {
  const [row] = await scope.read(exportById, [scope.caller.tenantId, id]);
  return toExport(orNotFound(row), deps);
};

/** Creates an export. An archive includes proofs if the caller may read them. */
export const createExport = (scope: Scope, deps: Deps, { format }: CreateExportInput): Promise<Export> =>
  scope.write(async (tx) => {
    const { tenantId } = scope.caller;
    const [permitted] = await tx.query(heldPermissions, []);
    const includesProofs = format === 'zip' && (permitted?.held.split(' ').includes('proofs:read') ?? false);
    const { kind: actor, id: actorId } = requireTenantActor(scope);
    const row = newExport({ tenantId, format, includesProofs, actor, actorId }, deps.now());
    tx.send(...insertExport(row));
    return { result: toExport(row, deps), audit: { action: 'export.created', entityId: row.id, after: row } };
  });

/** Ends an export: its links and running downloads end at once. Throws `not_found`. */
export const endExport = (scope: Scope, { now }: Pick<Deps, 'now'>, id: string): Promise<void> =>
  scope.write(async (tx) => {
    const [row] = await tx.query(exportLocked, [scope.caller.tenantId, id]);
    const before = orNotFound(row);
    const after = { ...before, deletedAt: now(), ...nextVersion(before, now()) };
    tx.send(...endExportRow(after));
    return { result: undefined, audit: { action: 'export.ended', entityId: id, before, after } };
  });

/** Records the start of a download by the link of an export. Returns its row. Throws `not_found` unless the export is live. */
export const startDownload = (scope: Scope, id: string): Promise<ExportRow> =>
  scope.write(async (tx) => {
    const [found] = await tx.query(exportById, [scope.caller.tenantId, id]);
    const row = orNotFound(found);
    return { result: row, audit: { action: 'export.downloaded', entityId: id, actorId: row.actorId } };
  });
