import { AppError } from '@doorstep/contracts/errors';
import type { AnyRouter } from '@trpc/server';
import { resolveResponse } from '@trpc/server/http';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Dependencies } from '../server/dependencies.ts';
import { trpcInput } from './input.ts';
import { languageOfMessages } from './languages.ts';
import { problemHeaders, setContentLanguage, toAppError } from './problem.ts';
import { requestInfoOf } from './request-info.ts';
import { logFailure } from './request-log.ts';
import { refuseOtherMethods } from './rest.ts';
import { type Context, trpcError } from './trpc.ts';

const maxBatchSize = 20;

type Method = 'GET' | 'POST';

/** What a request asks of tRPC, once it is known to be something that can be asked. */
type Asked = { path: string; method: Method; batched: boolean };

/** Serves the router at `/trpc`: the same procedures, readers and limits as REST. */
export const trpcEndpoint = (appRouter: AnyRouter, dependencies: Dependencies): express.Router => {
  const methods = methodsOf(appRouter);
  const endpoint = express.Router();
  endpoint.use(async (req, res) => {
    const path = decodedPath(req);
    const batched = req.query.batch !== undefined;
    const calls = batched ? path.split(',') : [path];
    if (batched) guardBatch(req, calls);
    const method = methodOf(calls, methods);
    // Where nothing is called that there is, any method gets to hear so.
    const taken = method === undefined || req.method === method || (req.method === 'HEAD' && method === 'GET');
    if (taken) await answer(req, res, appRouter, dependencies, { path, method: method ?? 'GET', batched });
    else refuseOtherMethods([method])(req, res);
  });
  endpoint.use(renderError);
  return endpoint;
};

/** How each procedure is called over HTTP. */
const methodsOf = (appRouter: AnyRouter): ReadonlyMap<string, Method> =>
  new Map(
    Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).map(([path, procedure]) => [
      path,
      procedure._def.type === 'query' ? 'GET' : 'POST',
    ]),
  );

const methodOf = (calls: readonly string[], methods: ReadonlyMap<string, Method>): Method | undefined => {
  const [method, other] = new Set(calls.flatMap((path) => methods.get(path) ?? []));
  if (other) throw new AppError('malformed_request', { detail: { key: 'batch_of_both_kinds' } });
  return method;
};

const decodedPath = ({ path }: Request): string => {
  try {
    return decodeURIComponent(path.slice(1));
  } catch (cause) {
    throw new AppError('malformed_request', { detail: { key: 'path_badly_encoded' }, cause });
  }
};

const guardBatch = (req: Request, calls: readonly string[]): void => {
  if (req.is('multipart/form-data') || req.headers['idempotency-key'] !== undefined) {
    throw new AppError('malformed_request', { detail: { key: 'batch_with_upload_or_key' } });
  }
  if (calls.length > maxBatchSize) {
    throw new AppError('malformed_request', { detail: { key: 'batch_at_most', max: maxBatchSize } });
  }
};

/**
 * Hands tRPC what was asked, and not the request itself: it would judge type and body before the caller, read forms into
 * memory, and take parameters and headers that this API does not have.
 */
const answer = async (
  req: Request,
  res: Response,
  appRouter: AnyRouter,
  dependencies: Dependencies,
  { path, method, batched }: Asked,
): Promise<void> => {
  const { config } = dependencies;
  const url = new URL(config.publicUrl);
  if (batched) url.searchParams.set('batch', '1');
  const [input] = [req.query.input].flat();
  if (typeof input === 'string') url.searchParams.set('input', input);
  const response = await resolveResponse({
    router: appRouter,
    req: new globalThis.Request(url, { method, headers: { 'Content-Type': 'application/json' } }),
    path: encodeURIComponent(path),
    error: null,
    createContext: async (): Promise<Context> => ({
      req,
      res,
      requestInfo: requestInfoOf(req),
      dependencies,
      readInput: method === 'POST' ? trpcInput(req, res, config, batched) : undefined,
    }),
    onError: ({ error }) => {
      logFailure(req, toAppError(error));
      setContentLanguage(res, languageOfMessages(req));
    },
    responseMeta: ({ errors: [error] }) => ({ headers: new Headers(error && problemHeaders(toAppError(error))) }),
  });
  // It would say that the answer depends on headers that have no say here, in place of those that have.
  response.headers.delete('vary');
  res
    .status(response.status)
    .set('Cache-Control', 'no-store')
    .setHeaders(response.headers)
    .end(await response.text());
};

/** What is refused before there is a call looks like a refused call. */
const renderError = (thrown: unknown, req: Request, res: Response, next: NextFunction): void => {
  if (res.headersSent) {
    next(thrown);
    return;
  }
  const error = toAppError(thrown);
  logFailure(req, error);
  const language = languageOfMessages(req);
  setContentLanguage(res, language);
  res
    .status(error.status)
    .set(problemHeaders(error))
    .json({ error: trpcError(error, language, requestInfoOf(req).requestId) });
};
