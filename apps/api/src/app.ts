import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { AppError } from '@doorstep/contracts/errors';
import cors from 'cors';
import express, { type NextFunction, type Request, type Response } from 'express';
import helmet from 'helmet';
import { exportFileRoutes } from './exports/export.routes.ts';
import { documentRoutes } from './http/documents.ts';
import { languageOfMessages } from './http/languages.ts';
import { problemHeaders, setContentLanguage, toAppError, toProblem } from './http/problem.ts';
import { createRefusalCounts } from './http/refusal-counts.ts';
import { assignRequestId, requestInfoOf } from './http/request-info.ts';
import { logFailure, logRequests } from './http/request-log.ts';
import { refuseOtherMethods, restRoutes } from './http/rest.ts';
import { trpcEndpoint } from './http/trpc-endpoint.ts';
import { importFaultRoutes } from './imports/import-faults.routes.ts';
import { mediaRoutes } from './media/media.routes.ts';
import { exportRoutes } from './privacy/export.routes.ts';
import { appRouter } from './router.ts';
import type { Dependencies } from './server/dependencies.ts';

const exposedHeaders = ['ETag', 'Location', 'Retry-After', 'X-Request-ID', 'Idempotency-Replayed'];

/** Makes the whole API as an Express application. */
export const createApp = (dependencies: Dependencies): express.Express => {
  const { config, logger } = dependencies;
  const app = express();
  app.disable('x-powered-by').disable('etag').set('query parser', 'simple').set('trust proxy', config.trustProxy);
  app.use(assignRequestId, logRequests(logger, createRefusalCounts(dependencies)), securityHeaders(config.production));
  app.use(crossOrigin(config.corsOrigins));
  // The most requested paths come first, because Express tries routes in order.
  app.use(
    '/api',
    restRoutes(appRouter, dependencies),
    exportRoutes(dependencies),
    exportFileRoutes(dependencies),
    importFaultRoutes(dependencies),
    documentRoutes(),
  );
  app.use('/media', mediaRoutes(dependencies));
  app.use('/trpc', trpcEndpoint(appRouter, dependencies));
  app.use('/health', healthRoutes(dependencies));
  app.use('/.well-known', keyRoutes(dependencies));
  app.use(() => {
    throw new AppError('not_found', { detail: { key: 'path_unknown' } });
  });
  app.use(sendError(config.publicUrl));
  return app;
};

/** Answers CORS preflights. The routes answer any other OPTIONS request. */
const crossOrigin = (origin: Dependencies['config']['corsOrigins']) => {
  const answer = cors<Request>((req, callback) => {
    const preflightContinue = req.headers['access-control-request-method'] === undefined;
    callback(null, { origin, exposedHeaders, maxAge: 600, credentials: false, preflightContinue });
  });
  return (req: Request, res: Response, next: NextFunction): void => {
    if (req.headers.origin !== undefined) {
      answer(req, res, next);
      return;
    }
    // A server or a same-origin page. `Vary` tells caches that cross-origin answers differ.
    res.setHeader('Vary', 'Origin');
    next();
  };
};

/** Sets helmet's headers that apply to an API. They are constant, so they are computed once. */
const securityHeaders = (production: boolean) => {
  const template = new ServerResponse(new IncomingMessage(new Socket()));
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    // In development, browsers would remember HSTS for localhost and refuse plain HTTP later.
    strictTransportSecurity: production,
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  const headers = new Map<string, string>();
  template.setHeader = (name, value) => {
    headers.set(name, String(value));
    return template;
  };
  setHeaders(template.req, template, () => {});
  return (_req: Request, res: Response, next: NextFunction): void => {
    res.setHeaders(headers);
    next();
  };
};

/** The public keys that verify access tokens and webhooks (RFC 7517). */
const keyRoutes = ({ accessTokens, secrets }: Dependencies): express.Router => {
  const routes = express.Router();
  const keySets = {
    '/jwks.json': accessTokens.jwks,
    '/webhook-keys.json': { keys: [secrets.webhookSigningKey.publicJwk] },
  };
  for (const [path, keySet] of Object.entries(keySets)) {
    routes.get(path, (_req, res) => {
      res.set('Cache-Control', 'public, max-age=300').json(keySet);
    });
    routes.all(path, refuseOtherMethods(['GET']));
  }
  return routes;
};

const healthRoutes = ({ readiness, storage }: Dependencies): express.Router => {
  const routes = express.Router();
  routes.get('/live', (_req, res) => {
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  routes.get('/ready', async (_req, res) => {
    await Promise.all([readiness.check(), storage.check()]);
    res.set('Cache-Control', 'no-store').json({ status: 'ok' });
  });
  routes.all(['/live', '/ready'], refuseOtherMethods(['GET']));
  return routes;
};

const sendError =
  (publicUrl: string) =>
  (thrown: unknown, req: Request, res: Response, _next: NextFunction): void => {
    const error = toAppError(thrown);
    logFailure(req, error);
    if (res.headersSent) {
      res.destroy();
      return;
    }
    const language = languageOfMessages(req);
    const problem = toProblem(error, language, requestInfoOf(req).requestId, `${publicUrl}/api/docs`);
    setContentLanguage(res, language);
    res
      .status(error.status)
      .set(problemHeaders(error))
      .set('Content-Type', 'application/problem+json')
      .end(JSON.stringify(problem));
  };
