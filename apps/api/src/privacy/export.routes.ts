import { pipeline } from 'node:stream/promises';
import express from 'express';
import { authenticate } from '../http/authenticate.ts';
import { requestInfoOf } from '../http/request-info.ts';
import { refuseOtherMethods } from '../http/rest.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { exportData } from './export.service.ts';
import { exportArchive } from './export-archive.ts';

const path = '/customer/export';

/** Serves the customer's data as an archive. Not available over tRPC, because the response is a stream. */
export const exportRoutes = (dependencies: Dependencies): express.Router => {
  const { media, logger, now } = dependencies;
  const routes = express.Router();
  routes.post(path, async (req, res) => {
    const scope = await authenticate(req, 'customer', requestInfoOf(req), dependencies);
    const exported = await exportData(scope, dependencies);
    res.set({
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="export-${now().toISOString().slice(0, 10)}.zip"`,
      'Cache-Control': 'no-store',
    });
    const ended = new AbortController();
    try {
      await pipeline(exportArchive(exported, media, ended.signal), res);
    } catch (error) {
      // The headers are sent, so an error can only abort the response. A reader detects that the archive is incomplete.
      logger.warn({ err: error, request_id: scope.requestInfo.requestId }, 'an export was cut short');
      res.destroy();
    } finally {
      ended.abort();
    }
  });
  routes.all(path, refuseOtherMethods(['POST']));
  return routes;
};
