import { AppError } from '@doorstep/contracts/errors';
import { type ExportFormat, exportFiles } from '@doorstep/contracts/export';
import express, { type Request, type Response } from 'express';
import { validate as isUuid } from 'uuid';
import { sendAttachment, setAttachmentHeaders } from '../http/attachment.ts';
import { requestInfoOf } from '../http/request-info.ts';
import { refuseOtherMethods } from '../http/rest.ts';
import { orNotFound } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { exportPath, startDownload } from './export.service.ts';
import { exportById } from './export.statements.ts';
import { exportFile } from './export-file.ts';

const contentTypes: Record<ExportFormat, string> = { ndjson: 'application/x-ndjson', zip: 'application/zip' };
const formats = Object.keys(exportFiles) as ExportFormat[];

/** Serves the files of exports by their signed links. Not available over tRPC, because the response is a stream. */
export const exportFileRoutes = (dependencies: Dependencies): express.Router => {
  const routes = express.Router();
  for (const format of formats) {
    const path = `/exports/:id/${exportFiles[format]}`;
    routes.get(path, (req, res) => download(req, res, format, dependencies));
    routes.all(path, refuseOtherMethods(['GET']));
  }
  return routes;
};

type Link = { tenantId: string; id: string };

/** Returns the tenant and the export of a request. Throws `not_found` unless its link is signed and has not expired. */
const linkOf = ({ params: { id }, query }: Request, format: ExportFormat, { links }: Dependencies): Link => {
  const { tenant: tenantId, expires, signature } = query;
  if (typeof id === 'string' && isUuid(id) && typeof tenantId === 'string' && isUuid(tenantId)) {
    const path = exportPath({ tenantId, id, format });
    if (links.accepts('export', path, expires, signature)) return { tenantId, id };
  }
  throw new AppError('not_found');
};

const download = async (
  req: Request,
  res: Response,
  format: ExportFormat,
  dependencies: Dependencies,
): Promise<void> => {
  const { database, config, media, logger, now } = dependencies;
  const { tenantId, id } = linkOf(req, format, dependencies);
  const requestInfo = requestInfoOf(req);
  const actingAs = { kind: 'export', id } as const;
  const scope = database.scope({ tenantId, userId: null, sessionId: null, actingAs }, requestInfo);
  const attachment = { name: exportFiles[format], type: contentTypes[format] };
  if (req.method === 'HEAD') {
    orNotFound((await scope.read(exportById, [tenantId, id]))[0]);
    setAttachmentHeaders(res, attachment);
    res.end();
    return;
  }
  const row = await startDownload(scope, id);
  const content = (signal: AbortSignal) => exportFile(scope, row, { media, folder: config.uploadDir, now }, signal);
  await sendAttachment(res, { ...attachment, content }, { logger, requestId: requestInfo.requestId });
};
