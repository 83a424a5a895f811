import { AppError } from '@doorstep/contracts/errors';
import type { AnyRouter } from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type NextFunction, type Request, type Response } from 'express';
import type { Dependencies } from '../dependencies.ts';
import type { Context } from '../trpc.ts';
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
        readInput: isForm(req) ? formInput(req, res, dependencies.config) : undefined,
      }),
      onError: ({ error, req }) => logFailure(req, toAppError(error)),
      responseMeta: ({ errors: [error] }) => ({
        headers: { 'Cache-Control': 'no-store', ...(error && problemHeaders(toAppError(error))) },
      }),
    }),
  );
  return endpoint;
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
