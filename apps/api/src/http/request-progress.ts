import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { AppError } from '@doorstep/contracts/errors';

const minBytesPerSecond = 1_000;
/** The bytes of an unread body that the server reads after an early response. */
const maxDrainedBytes = { knownLength: 32_000_000, unknownLength: 1_000_000 };
const maxDrainSeconds = 10;

type Options = {
  /** The time without traffic after which a request fails. A body may be slow for a quarter of it. */
  idleSeconds: number;
  /** Answers a request that has timed out, unless its response has begun, and closes the connection. */
  refuse(response: ServerResponse, error: AppError): void;
};

/**
 * Ends every request that makes no progress. A slow body gets 408, and a request without a response in time gets 503.
 * A client that does not read its response is disconnected. Must be called once, before the server listens.
 *
 * After an early response it reads the rest of the body, up to a limit. Otherwise the client would get a connection reset
 * instead of the response.
 */
export const guardProgress = (server: Server, { idleSeconds, refuse }: Options): void => {
  const latestResponse = new WeakMap<Socket, ServerResponse>();
  const incomingBodies = new Map<IncomingMessage, SlowBody>();
  server.on('request', (request, response) => {
    latestResponse.set(request.socket, response);
    if (!announcesBody(request)) return;
    incomingBodies.set(request, { response, bytesRead: request.socket.bytesRead, slowSeconds: 0 });
    request.once('close', () => incomingBodies.delete(request));
    response.once('finish', () => drainBody(request));
  });

  const maxSlowSeconds = Math.max(1, Math.floor(idleSeconds / 4));
  const checkBodies = setInterval(() => {
    for (const [request, body] of incomingBodies) {
      if (request.complete) incomingBodies.delete(request);
      else if (isSlow(request, body) && body.slowSeconds >= maxSlowSeconds) {
        incomingBodies.delete(request);
        refuse(body.response, new AppError('request_timeout'));
      }
    }
  }, 1_000).unref();
  server.once('close', () => clearInterval(checkBodies));

  server.setTimeout(idleSeconds * 1000, (socket) => {
    const response = latestResponse.get(socket);
    if (!response || response.closed || response.headersSent) socket.destroy();
    else if (!response.req.complete) refuse(response, new AppError('request_timeout'));
    else refuse(response, new AppError('unavailable', { retryAfter: 5, cause: new Error('No answer in time') }));
  });

  server.on('connection', (socket) => {
    const destroySoon = socket.destroySoon.bind(socket);
    // Node calls this after the last response. Closing a socket with unread bytes resets it, and the response is lost.
    socket.destroySoon = () => {
      if (latestResponse.get(socket)?.req.complete === false) socket.end();
      else destroySoon();
    };
  });
};

type SlowBody = { response: ServerResponse; bytesRead: number; slowSeconds: number };

const announcesBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** Counts the consecutive seconds with a slow body. A full read buffer means that the server is slow, not the client. */
const isSlow = (request: IncomingMessage, body: SlowBody): boolean => {
  const { bytesRead } = request.socket;
  const received = bytesRead - body.bytesRead;
  body.bytesRead = bytesRead;
  const hasRoom = request.readableLength < request.readableHighWaterMark;
  body.slowSeconds = hasRoom && received < minBytesPerSecond ? body.slowSeconds + 1 : 0;
  return body.slowSeconds > 0;
};

const drainBody = (request: IncomingMessage): void => {
  if (request.complete) return;
  const { socket } = request;
  const limit =
    request.headers['content-length'] === undefined ? maxDrainedBytes.unknownLength : maxDrainedBytes.knownLength;
  let received = 0;
  // Counted at the socket, because Node emits no data events of a request after its response has ended.
  const count = ({ length }: Buffer): void => {
    received += length;
    if (received > limit) socket.destroy();
  };
  const timeout = setTimeout(() => socket.destroy(), maxDrainSeconds * 1000).unref();
  socket.on('data', count);
  request.once('close', () => {
    clearTimeout(timeout);
    socket.off('data', count);
  });
  request.resume();
};
