import type { AppError } from '@doorstep/contracts/errors';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { CountRefusal, KnownCaller } from './refusal-counts.ts';
import { requestInfoOf } from './request-info.ts';

// A batch of tRPC may fail in several of its calls.
const failures = new WeakMap<Request, AppError[]>();
const callers = new WeakMap<Request, KnownCaller>();

/** Keeps why a request failed for its log line. */
export const logFailure = (req: Request, error: AppError): void => {
  failures.set(req, [...(failures.get(req) ?? []), error]);
};

/** Keeps who sends a request for its log line, once the token is verified. */
export const logCaller = (req: Request, caller: KnownCaller): void => {
  callers.set(req, caller);
};

/**
 * One line for each request when its answer has ended: the ids of the caller, and the path without its query (a media link
 * is signed there) and without ids. Refusals of a known caller are counted.
 */
export const logRequests =
  (logger: Logger, countRefusal?: CountRefusal) =>
  (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    res.once('close', () => {
      const errors = failures.get(req) ?? [];
      const failure = errors.at(-1);
      const caller = callers.get(req);
      if (caller) for (const { code } of errors) countRefusal?.(caller, code);
      const line = {
        request_id: requestInfoOf(req).requestId,
        method: req.method,
        path: pathOf(req),
        status: res.statusCode,
        ...(caller && { tenant_id: caller.tenantId, user_id: caller.userId }),
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
