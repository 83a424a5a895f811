import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import type { AnyRouter } from '@trpc/server';
import express, { type Request, type Response } from 'express';
import type { Dependencies } from '../server/dependencies.ts';
import { matchesIfNoneMatch, versionTag } from './etag.ts';
import { restInput } from './input.ts';
import type { Operation } from './operation.ts';
import { requestInfoOf } from './request-info.ts';
import { contractOf, operationOfProcedure } from './trpc.ts';

type Procedure = AnyRouter['_def']['procedures'][string];

/** Serves every procedure of the router at the REST route of its contract. */
export const restRoutes = (appRouter: AnyRouter, dependencies: Dependencies): express.Router => {
  const routes = express.Router();
  const procedures = Object.values<Procedure>(appRouter._def.procedures);
  const byPath = Map.groupBy(procedures, (procedure) => contractOf(procedure).rest.path);
  for (const [path, proceduresOfPath] of [...byPath].sort(mostRequestedFirst)) {
    const route = routes.route(routeOf(path));
    const methods: string[] = [];
    for (const procedure of proceduresOfPath) {
      const contract = contractOf(procedure);
      const { method } = contract.rest;
      methods.push(method);
      route[method.toLowerCase() as Lowercase<typeof method>](
        handle(operationOfProcedure(procedure), contract, dependencies),
      );
    }
    route.all(refuseOtherMethods(methods));
  }
  return routes;
};

/** Returns the path of a contract as Express writes it. */
export const routeOf = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

/**
 * Express tries routes in order, so those of customers come first, whoever calls them, and the many and rarely used `/auth` routes
 * come last. Routes of the same rank keep their order.
 */
const mostRequestedFirst = ([a]: [string, unknown], [b]: [string, unknown]): number => rankOf(a) - rankOf(b);

const rankOf = (path: string): number => {
  if (/^\/customers?\//.test(path)) return 0;
  return path.startsWith('/auth/') ? 2 : 1;
};

/** Answers `OPTIONS` with `Allow`, and any other method with 405 and the same list (RFC 9110 section 15.5.6). */
export const refuseOtherMethods = (methods: readonly string[]) => {
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  return (req: Request, res: Response): void => {
    res.setHeader('Allow', allowed.join(', '));
    if (req.method !== 'OPTIONS') {
      throw new AppError('method_not_allowed', { detail: { key: 'path_methods', methods: allowed } });
    }
    res.status(204).end();
  };
};

const handle =
  (operation: Operation, contract: Contract, dependencies: Dependencies) =>
  async (req: Request, res: Response): Promise<void> => {
    const context = { req, res, requestInfo: requestInfoOf(req), dependencies };
    const call = { readInput: restInput(req, res, dependencies.config), batchIndex: 0 };
    sendResult(req, res, contract, await operation(context, call), dependencies);
  };

const sendResult = (
  req: Request,
  res: Response,
  contract: Contract,
  result: unknown,
  { links, config }: Dependencies,
): void => {
  const status = contract.rest.creates && hasVersion(result) && result.version === 1 ? 201 : contract.rest.status;
  res.status(status);
  res.setHeader('Cache-Control', cacheControlOf(contract));
  if (contract.access === 'anyone') res.vary('Accept-Language');
  if (contract.versioned && hasVersion(result)) {
    const tag = versionTag(result.version, links.window());
    res.setHeader('ETag', tag);
    if (contract.rest.status === 201 || contract.rest.status === 202)
      res.setHeader('Location', `${config.publicUrl}/api${pathOf(req, contract)}${result.id}/`);
    if (contract.rest.method === 'GET' && matchesIfNoneMatch(req.headers['if-none-match'], tag)) {
      res.status(304).end();
      return;
    }
  }
  if (result === undefined) res.end();
  else res.setHeader('Content-Type', 'application/json; charset=utf-8').end(JSON.stringify(result));
};

/** The path of a request in the form of the document, with its trailing slash. */
const pathOf = ({ params }: Request, { rest }: Contract): string =>
  rest.path.replaceAll(/\{(\w+)\}/g, (_, field: string) => String(params[field]));

/** A client needs its cached copy to revalidate a version. Answers that are open to anyone are the same for everyone. */
const cacheControlOf = ({ versioned, access }: Contract): string => {
  if (versioned) return 'private, no-cache';
  return access === 'anyone' ? 'public, max-age=3600' : 'no-store';
};

const hasVersion = (result: unknown): result is { version: number; id?: string } =>
  typeof result === 'object' && result !== null && 'version' in result && typeof result.version === 'number';
