import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { RequestInfo } from '@doorstep/database/audit';
import type { NextFunction, Request, Response } from 'express';

const requestInfos = new WeakMap<Request, RequestInfo>();

const requestIdPattern = /^[\w.:/+=-]{1,128}$/;
const maxAgentLength = 300;

/** Gives every request an id, the client's own `X-Request-ID` if that is valid, and sends the id with the response. */
export const assignRequestId = (req: Request, res: Response, next: NextFunction): void => {
  const given = req.headers['x-request-id'];
  const requestId = typeof given === 'string' && requestIdPattern.test(given) ? given : randomUUID();
  res.setHeader('X-Request-ID', requestId);
  // Behind a trusted proxy, `ip` is the text of a header, which may be no address.
  const address = req.ip && isIP(req.ip) ? req.ip : (req.socket.remoteAddress ?? '');
  requestInfos.set(req, { requestId, address, agent: printable(req.headers['user-agent'] ?? '') });
  next();
};

/** Returns id, client address and user agent of a request, for the audit trail, the session list and rate limits. */
export const requestInfoOf = (req: Request): RequestInfo => {
  const requestInfo = requestInfos.get(req);
  if (!requestInfo) throw new Error('The request has no id');
  return requestInfo;
};

// Header bytes arrive as Latin-1, so that any other character would be stored and shown garbled.
const printable = (agent: string): string => agent.replaceAll(/[^\x20-\x7E]/g, '').slice(0, maxAgentLength);
