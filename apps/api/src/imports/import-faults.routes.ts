import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FieldFault } from '@doorstep/contracts/errors';
import { listImportFaults } from '@doorstep/contracts/import';
import type { Language } from '@doorstep/contracts/messages/catalogues';
import { localize } from '@doorstep/contracts/messages/message';
import type { Scope } from '@doorstep/database/scope';
import express, { type Request } from 'express';
import { validate as isUuid } from 'uuid';
import { authenticate } from '../http/authenticate.ts';
import { languageOfMessages } from '../http/languages.ts';
import { setContentLanguage } from '../http/problem.ts';
import { requestInfoOf } from '../http/request-info.ts';
import { refuseOtherMethods, routeOf } from '../http/rest.ts';
import { orNotFound } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { faultsAfter, importById } from './import.statements.ts';

const faultsPerRead = 1000;

/** Serves the faults of an import as NDJSON. Not available over tRPC, because the response is a stream. */
export const importFaultRoutes = (dependencies: Dependencies): express.Router => {
  const routes = express.Router();
  const { path, method } = listImportFaults.rest;
  routes.get(routeOf(path), async (req: Request, res) => {
    const scope = await authenticate(req, listImportFaults.access, requestInfoOf(req), dependencies);
    const id = isUuid(req.params.id) ? String(req.params.id) : undefined;
    const [row] = await scope.read(importById, [scope.caller.tenantId, orNotFound(id)]);
    orNotFound(row);
    const language = languageOfMessages(req);
    setContentLanguage(res, language);
    res.set({ 'Content-Type': 'application/x-ndjson; charset=utf-8', 'Cache-Control': 'no-store' });
    await pipeline(Readable.from(linesOf(scope, orNotFound(id), language)), res);
  });
  routes.all(routeOf(path), refuseOtherMethods([method]));
  return routes;
};

async function* linesOf(scope: Scope, id: string, language: Language): AsyncGenerator<string> {
  let position = { line: -1, place: -1 };
  for (;;) {
    const values = [scope.caller.tenantId, id, position.line, position.place, faultsPerRead];
    const rows = await scope.read(faultsAfter, values);
    yield rows
      .map(({ line, field, code, message }) => {
        const text = localize(message as FieldFault['message'], language);
        return `${JSON.stringify({ line, field, code, message: text })}\n`;
      })
      .join('');
    const last = rows.at(-1);
    if (!last || rows.length < faultsPerRead) return;
    position = last;
  }
}
