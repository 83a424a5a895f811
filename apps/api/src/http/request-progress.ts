import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@doorstep/contracts/errors';

/** A body slower than this makes no progress. */
const minBytesPerSecond = 1_000;
/** How much of an unread body is read past behind its answer: whose end is known, and whose is not. */
const readPastBytes = { told: 32_000_000, untold: 1_000_000 };
const readPastSeconds = 10;

type Options = {
  /** How long nothing may move on a connection while a request is under way; a slow body may take a quarter of it. */
  silentSeconds: number;
  /** Answers a request that was given up, where its answer has not begun, and closes its connection. */
  refuse(response: ServerResponse, error: AppError): void;
};

/**
 * Ends every request that makes no progress: a body that arrives too slowly (408), an answer that does not come (503), an answer
 * that the client does not take. Behind an early answer it reads what the client still sends, so that the client gets
 * the answer instead of a reset, but not for ever. To be called once, before the server listens.
 */
export const guardProgress = (server: Server, { silentSeconds, refuse }: Options): void => {
  const newest = new WeakMap<Socket, ServerResponse>();
  const arriving = new Map<IncomingMessage, SlowBody>();
  server.on('request', (request, response) => {
    newest.set(request.socket, response);
    if (!announcesBody(request)) return;
    arriving.set(request, { response, bytesRead: request.socket.bytesRead, slowSeconds: 0 });
    request.once('close', () => arriving.delete(request));
    response.once('finish', () => readPast(request));
  });

  const maxSlowSeconds = Math.max(1, Math.floor(silentSeconds / 4));
  const checkBodies = setInterval(() => {
    for (const [request, body] of arriving) {
      if (request.complete) arriving.delete(request);
      else if (isSlow(request, body) && body.slowSeconds >= maxSlowSeconds) {
        arriving.delete(request);
        refuse(body.response, new AppError('request_timeout'));
      }
    }
  }, 1_000).unref();
  server.once('close', () => clearInterval(checkBodies));

  server.setTimeout(silentSeconds * 1000, (socket) => {
    const response = newest.get(socket);
    if (!response || response.closed || response.headersSent) socket.destroy();
    else if (!response.req.complete) refuse(response, new AppError('request_timeout'));
    else refuse(response, new AppError('unavailable', { retryAfter: 5, cause: new Error('No answer in time') }));
  });

  server.on('connection', (socket) => {
    const destroySoon = socket.destroySoon.bind(socket);
    // Node calls this behind the last answer. A connection that is closed with unread bytes is reset, and the answer lost.
    socket.destroySoon = () => {
      if (newest.get(socket)?.req.complete === false) socket.end();
      else destroySoon();
    };
  });
};

type SlowBody = { response: ServerResponse; bytesRead: number; slowSeconds: number };

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Counts the seconds in which a body was slow although there was room for more of it; a busy server is not the client's fault. */
const isSlow = (request: IncomingMessage, body: SlowBody): boolean => {
  const { bytesRead } = request.socket;
  const received = bytesRead - body.bytesRead;
  body.bytesRead = bytesRead;
  const hasRoom = request.readableLength < request.readableHighWaterMark;
  body.slowSeconds = hasRoom && received < minBytesPerSecond ? body.slowSeconds + 1 : 0;
  return body.slowSeconds > 0;
};

const readPast = (request: IncomingMessage): void => {
  if (request.complete) return;
  const { socket } = request;
  const limit = request.headers['content-length'] === undefined ? readPastBytes.untold : readPastBytes.told;
  let received = 0;
  // Counted at the socket, as Node shows the rest of a body to nobody once the answer has ended.
  const count = ({ length }: Buffer): void => {
    received += length;
    if (received > limit) socket.destroy();
  };
  const timeout = setTimeout(() => socket.destroy(), readPastSeconds * 1000).unref();
  socket.on('data', count);
  request.once('close', () => {
    clearTimeout(timeout);
    socket.off('data', count);
  });
  request.resume();
};
