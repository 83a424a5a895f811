import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Database } from '@doorstep/database/database';
import type { Row } from '@doorstep/database/row';
import { newExport } from '../exports/export.service.ts';
import { exportFile } from '../exports/export-file.ts';
import { mediaKey } from '../media/media-key.ts';
import type { ObjectStore } from '../media/object-store.ts';

type Target = {
  tenantId: string;
  /** The path of a new file. A name that ends in `.zip` makes an archive with images. */
  path: string;
};

/**
 * Exports all customers of a tenant, also of an inactive one, into a file. Returns its size in bytes. Throws an error for the
 * operator if there is no such tenant, or if the file exists.
 */
export const exportToFile = async (
  database: Database,
  requestInfo: RequestInfo,
  objects: ObjectStore,
  { tenantId, path }: Target,
): Promise<number> => {
  const file = await open(path, 'wx', 0o600);
  try {
    const row = await createExportOf(database, requestInfo, tenantId, path.endsWith('.zip') ? 'zip' : 'ndjson');
    const folder = await mkdtemp(join(tmpdir(), 'doorstep-export-'));
    const ended = new AbortController();
    try {
      const actingAs = { kind: 'export', id: row.id } as const;
      const scope = database.scope({ tenantId, userId: null, sessionId: null, actingAs }, requestInfo);
      const media = { open: (image: Parameters<typeof mediaKey>[0]) => objects.open(mediaKey(image, 'full')) };
      const content = exportFile(scope, row, { media, folder, now: () => new Date() }, ended.signal);
      const output = file.createWriteStream();
      await pipeline(Readable.from(content, { objectMode: false }), output);
      return output.bytesWritten;
    } finally {
      ended.abort();
      await rm(folder, { recursive: true, force: true });
      await endExportOf(database, requestInfo, row);
    }
  } catch (error) {
    await file.close().catch(() => {});
    await rm(path, { force: true });
    throw error;
  }
};

const createExportOf = (
  database: Database,
  requestInfo: RequestInfo,
  tenantId: string,
  format: Row<'export'>['format'],
): Promise<Row<'export'>> =>
  database.operator(requestInfo).change(async (tx) => {
    if (!(await tx.tenant.findFirst({ where: { id: tenantId } }))) throw new Error(`There is no tenant ${tenantId}.`);
    const given = { tenantId, format, includesProofs: format === 'zip', actor: 'operator', actorId: null } as const;
    const row = newExport(given, new Date());
    await tx.export.create({ data: row });
    return { result: row, audit: { action: 'export.created', tenantId, entityId: row.id, after: row } };
  });

const endExportOf = (database: Database, requestInfo: RequestInfo, before: Row<'export'>): Promise<void> =>
  database.operator(requestInfo).change(async (tx) => {
    const { tenantId, id } = before;
    const after = await tx.export.update({
      where: { tenantId_id: { tenantId, id } },
      data: { deletedAt: new Date(), version: { increment: 1 } },
    });
    return { result: undefined, audit: { action: 'export.ended', tenantId, entityId: id, before, after } };
  });
