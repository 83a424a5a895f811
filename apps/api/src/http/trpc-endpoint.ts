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

/** A request to tRPC whose path and batch have been checked. */
type TrpcRequest = { path: string; method: Method; batched: boolean };

/** Serves the router at `/trpc` with the same procedures, readers and limits as REST. */
export const trpcEndpoint = (appRouter: AnyRouter, dependencies: Dependencies): express.Router => {
  const methods = methodsOf(appRouter);
  const endpoint = express.Router();
  endpoint.use(async (req, res) => {
    const path = decodedPath(req);
    const batched = req.query.batch !== undefined;
    const calls = batched ? path.split(',') : [path];
    if (batched) assertBatch(req, calls);
    const method = methodOf(calls, methods);
    // Unknown procedures answer 404 for any method.
    const isAllowed = method === undefined || req.method === method || (req.method === 'HEAD' && method === 'GET');
    if (isAllowed) await sendResponse(req, res, appRouter, dependencies, { path, method: method ?? 'GET', batched });
    else refuseOtherMethods([method])(req, res);
  });
  endpoint.use(sendError);
  return endpoint;
};

/** Maps each procedure to its HTTP method. */
const methodsOf = (appRouter: AnyRouter): ReadonlyMap<string, Method> =>
  new Map(
    Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).map(([path, procedure]) => [
      path,
      procedure._def.type === 'query' ? 'GET' : 'POST',
    ]),
  );

const methodOf = (calls: readonly string[], methods: ReadonlyMap<string, Method>): Method | undefined => {
  const [method, other] = new Set(calls.flatMap((path) => methods.get(path) ?? []));
  if (other) throw new AppError('malformed_request', { detail: { key: 'batch_mixed' } });
  return method;
};

const decodedPath = ({ path }: Request): string => {
  try {
    return decodeURIComponent(path.slice(1));
  } catch (cause) {
    throw new AppError('malformed_request', { detail: { key: 'path_badly_encoded' }, cause });
  }
};

const assertBatch = (req: Request, calls: readonly string[]): void => {
  if (req.is('multipart/form-data') || req.headers['idempotency-key'] !== undefined) {
    throw new AppError('malformed_request', { detail: { key: 'batch_with_upload_or_key' } });
  }
  if (calls.length > maxBatchSize) {
    throw new AppError('malformed_request', { detail: { key: 'batch_at_most', max: maxBatchSize } });
  }
};

/**
 * Calls tRPC with a new request that holds path, method and query input alone. Given the original request, tRPC would check
 * the body before the caller, read forms into memory, and accept parameters that this API does not have.
 */
const sendResponse = async (
  req: Request,
  res: Response,
  appRouter: AnyRouter,
  dependencies: Dependencies,
  { path, method, batched }: TrpcRequest,
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
  // tRPC's `Vary` names headers that do not affect this response, and would replace the correct ones.
  response.headers.delete('vary');
  res
    .status(response.status)
    .set('Cache-Control', 'no-store')
    .setHeaders(response.headers)
    .end(await response.text());
};

/** Sends an error that occurs before tRPC is called in the form of a tRPC error. */
const sendError = (thrown: unknown, req: Request, res: Response, next: NextFunction): void => {
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
