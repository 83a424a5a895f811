import { onBehalf } from '@doorstep/contracts/on-behalf';
import * as contracts from '@doorstep/contracts/privacy';
import type { Scope } from '@doorstep/database/scope';
import express, { type Request, type Response } from 'express';
import { zip } from '../archive/zip.ts';
import { sendAttachment } from '../http/attachment.ts';
import { authenticate } from '../http/authenticate.ts';
import { assertPermission, customerScope } from '../http/customer-scope.ts';
import { requestInfoOf } from '../http/request-info.ts';
import { refuseOtherMethods, routeOf } from '../http/rest.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { type DataExport, exportData, exportDataOnBehalf } from './export.service.ts';
import { exportEntries } from './export-archive.ts';

const own = contracts.exportData;
const ofCustomer = onBehalf(own);
// Row security would leave the addresses out of the archive of a caller without this permission.
const alsoRequired = 'addresses:read';

/** Serves the data of a customer as an archive. Not available over tRPC, because the response is a stream. */
export const exportRoutes = (dependencies: Dependencies): express.Router => {
  const routes = express.Router();
  routes.post(routeOf(own.rest.path), async (req, res) => {
    const scope = await authenticate(req, own.access, requestInfoOf(req), dependencies);
    await send(scope, await exportData(scope, dependencies), res, dependencies);
  });
  routes.post(routeOf(ofCustomer.rest.path), async (req: Request, res) => {
    const caller = await authenticate(req, ofCustomer.access, requestInfoOf(req), dependencies);
    await assertPermission(dependencies, caller, alsoRequired);
    const scope = customerScope(dependencies, caller, req.params.customer_id);
    await send(scope, await exportDataOnBehalf(scope, dependencies), res, dependencies);
  });
  for (const { rest } of [own, ofCustomer]) routes.all(routeOf(rest.path), refuseOtherMethods([rest.method]));
  return routes;
};

const send = (
  { requestInfo: { requestId } }: Scope,
  exported: DataExport,
  res: Response,
  { config, media, logger, now }: Dependencies,
): Promise<void> => {
  const attachment = {
    name: `export-${now().toISOString().slice(0, 10)}.zip`,
    type: 'application/zip',
    content: (signal: AbortSignal) =>
      zip(exportEntries(exported, media, signal), { folder: config.uploadDir, modifiedAt: now() }),
  };
  return sendAttachment(res, attachment, { logger, requestId });
};
