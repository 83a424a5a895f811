import type { AppError } from '@doorstep/contracts/errors';
import type { NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import type { AuthenticatedCaller, CountRefusal } from './refusal-counts.ts';
import { requestInfoOf } from './request-info.ts';

// Several calls of one tRPC batch may fail.
const failures = new WeakMap<Request, AppError[]>();
const callers = new WeakMap<Request, AuthenticatedCaller>();
const keys = new WeakMap<Request, { tenantId: string; keyId: string }>();

/** Records the error of a request for its log line. */
export const logFailure = (req: Request, error: AppError): void => {
  failures.set(req, [...(failures.get(req) ?? []), error]);
};

/** Records the caller of a request for its log line, once the token is verified. */
export const logCaller = (req: Request, caller: AuthenticatedCaller): void => {
  callers.set(req, caller);
};

/** Records the API key of a request for its log line, by its id alone. */
export const logKey = (req: Request, key: { tenantId: string; keyId: string }): void => {
  keys.set(req, key);
};

/**
 * Logs one line at the end of each request, and counts refusals of an authenticated caller.
 * The logged path lacks ids and the query, because the query of a media link contains its signature.
 */
export const logRequests =
  (logger: Logger, countRefusal?: CountRefusal) =>
  (req: Request, res: Response, next: NextFunction): void => {
    const start = performance.now();
    res.once('close', () => {
      const errors = failures.get(req) ?? [];
      const failure = errors.at(-1);
      const caller = callers.get(req);
      const key = keys.get(req);
      if (caller) for (const { code } of errors) countRefusal?.(caller, code);
      const line = {
        request_id: requestInfoOf(req).requestId,
        method: req.method,
        path: pathOf(req),
        status: res.statusCode,
        ...(caller && { tenant_id: caller.tenantId, user_id: caller.userId }),
        ...(key && { tenant_id: key.tenantId, key_id: key.keyId }),
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
