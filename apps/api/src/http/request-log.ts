import type { AppError } from '@doorstep/contracts/errors';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { originOf } from './origin.ts';

const failures = new WeakMap<Request, AppError>();

/** Keeps why a request failed for its log line. */
export const logFailure = (req: Request, error: AppError): void => {
  failures.set(req, error);
};

/**
 * One line for each request when its answer has ended, without personal data: the path without its query (a media link is
 * signed there) and without the ids of customers and rows in it.
 */
export const logRequests =
  (logger: Logger) =>
  (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    res.once('close', () => {
      const failure = failures.get(req);
      const line = {
        request_id: originOf(req).requestId,
        method: req.method,
        path: pathOf(req),
        status: res.statusCode,
        ms: Math.round(performance.now() - start),
        ...(!res.writableFinished && { aborted: true }),
        ...(failure && { code: failure.code }),
      };
      if (failure && failure.status >= 500) logger.error({ ...line, err: failure.cause ?? failure }, 'request failed');
      else logger.info(line, 'request');
    });
    next();
  };

const uuid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

const pathOf = ({ originalUrl }: Request): string => {
  const [path = ''] = originalUrl.split('?', 1);
  return path.startsWith('/media/') ? '/media/…' : path.replaceAll(uuid, '{id}').slice(0, 200);
};
