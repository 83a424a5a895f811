import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { RequestInfo } from '@doorstep/database/audit';
import type { NextFunction, Request, Response } from 'express';

const requestInfos = new WeakMap<Request, RequestInfo>();

const saneRequestId = /^[\w.:/+=-]{1,128}$/;
const maxAgentLength = 300;

/** Names every request, with the caller's own X-Request-ID where it is a sane one, and says so in the answer. */
export const nameRequest = (req: Request, res: Response, next: NextFunction): void => {
  const given = req.headers['x-request-id'];
  const requestId = typeof given === 'string' && saneRequestId.test(given) ? given : randomUUID();
  res.setHeader('X-Request-ID', requestId);
  // Behind a trusted proxy `ip` is what the proxy wrote, which need not be an address.
  const address = req.ip && isIP(req.ip) ? req.ip : (req.socket.remoteAddress ?? '');
  requestInfos.set(req, { requestId, address, agent: printable(req.headers['user-agent'] ?? '') });
  next();
};

/** From where a request came: for the trail, the sessions list and the limits. */
export const requestInfoOf = (req: Request): RequestInfo => {
  const requestInfo = requestInfos.get(req);
  if (!requestInfo) throw new Error('The request was not named');
  return requestInfo;
};

// Header bytes arrive as Latin-1: what is not plain text would be stored and shown as such.
const printable = (agent: string): string => agent.replaceAll(/[^\x20-\x7E]/g, '').slice(0, maxAgentLength);
