import { AppError } from '@doorstep/contracts/errors';
import type { AnyRouter } from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Dependencies } from '../dependencies.ts';
import { type Context, trpcError } from '../trpc.ts';
import { formInput } from './input.ts';
import { originOf } from './origin.ts';
import { problemHeaders, toAppError } from './problem.ts';
import { logFailure } from './request-log.ts';

const maxBatchSize = 20;
const maxJsonBytes = 100_000;

/** Serves the router at `/trpc`: the same procedures, readers and limits as REST. */
export const trpcEndpoint = (appRouter: AnyRouter, dependencies: Dependencies): express.Router => {
  const endpoint = express.Router();
  endpoint.use(
    guardType,
    guardBatch,
    keepForm,
    createExpressMiddleware({
      router: appRouter,
      maxBatchSize,
      maxBodySize: maxJsonBytes,
      createContext: ({ req, res }): Context => ({
        req,
        res,
        origin: originOf(req),
        dependencies,
        readInput: isForm(req) ? formInput(req, dependencies.config) : undefined,
      }),
      onError: ({ error, req }) => logFailure(req, toAppError(error)),
      responseMeta: ({ errors: [error] }) => ({
        headers: { 'Cache-Control': 'no-store', ...(error && problemHeaders(toAppError(error))) },
      }),
    }),
  );
  endpoint.use(renderError);
  return endpoint;
};

const guardType = (req: Request, _res: Response, next: NextFunction): void => {
  if (req.method === 'POST' && req.is(['application/json', 'multipart/form-data']) === false) {
    throw new AppError('unsupported_media_type', { detail: 'Send application/json or multipart/form-data.' });
  }
  next();
};

/** What is refused before there is a call looks like a refused call. */
const renderError = (thrown: unknown, req: Request, res: Response, next: NextFunction): void => {
  if (res.headersSent) {
    next(thrown);
    return;
  }
  const error = toAppError(thrown);
  logFailure(req, error);
  res
    .status(error.status)
    .set(problemHeaders(error))
    .json({ error: trpcError(error, originOf(req).requestId) });
};

const isForm = (req: Request): boolean => Boolean(req.is('multipart/form-data'));

const guardBatch = (req: Request, _res: Response, next: NextFunction): void => {
  const batched = req.query.batch === '1';
  if (batched && (isForm(req) || req.headers['idempotency-key'] !== undefined)) {
    throw new AppError('malformed_request', { detail: 'A batch holds no upload and no Idempotency-Key.' });
  }
  if (batched && req.path.split(',').length > maxBatchSize) {
    throw new AppError('malformed_request', { detail: `A batch holds at most ${maxBatchSize} calls.` });
  }
  next();
};

/** tRPC would read a form whole into memory; told that there is no body, it leaves the stream to our own reader. */
const keepForm = (req: Request, _res: Response, next: NextFunction): void => {
  if (isForm(req)) req.body = '';
  next();
};
