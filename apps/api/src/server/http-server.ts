import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode } from '@doorstep/contracts/errors';
import type { Language } from '@doorstep/contracts/messages/catalogues';
import { en } from '@doorstep/contracts/messages/en';
import type { Express, Request } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config/env.ts';
import { languageOfMessages } from '../http/languages.ts';
import { problemHeaders, toProblem } from '../http/problem.ts';
import { logFailure } from '../http/request-log.ts';
import { guardProgress } from '../http/request-progress.ts';

const maxHeaderBytes = 16_384;

/** Makes an HTTP server with a limit on every duration. It does not listen yet. */
export const createHttpServer = (app: Express, { requestTimeoutSeconds, publicUrl }: Config): Server => {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(15, requestTimeoutSeconds) * 1000,
      requestTimeout: requestTimeoutSeconds * 1000,
      // Longer than the idle timeout of load balancers, so that the server never closes a connection that one is about to use.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
      ...messageClasses(app),
    },
    app,
  );
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const latestResponse = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => latestResponse.set(socket, response));
  guardProgress(server, {
    idleSeconds: requestTimeoutSeconds,
    refuse: (response, error) => {
      const request = response.req as Request;
      const { socket } = request;
      response.statusCode = error.status;
      logFailure(request, error);
      // This error cannot be sent during another response on the connection, or after its own response has begun.
      if (response.socket !== socket || response.headersSent) socket.destroy();
      else {
        socket.once('finish', () => socket.destroy());
        sendRaw(error, languageOfMessages(request), socket, publicUrl, [], String(response.getHeader('X-Request-ID')));
      }
    },
  });
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    // Without a readable request, the language of the client is unknown.
    const refuse = () => sendRaw(refusalOf(error), 'en', socket, publicUrl);
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else refuseInTurn(latestResponse.get(socket), socket, refuse);
  });
  server.on('connect', (request, socket) => {
    const refusal = new AppError('method_not_allowed', { detail: { key: 'server_methods', methods } });
    const allow = `Allow: ${methods.join(', ')}`;
    // Node has detached the socket from the HTTP server, including its timeouts and error listener.
    socket.on('error', () => {}).once('finish', () => socket.destroy());
    refuseInTurn(latestResponse.get(socket), socket, () =>
      sendRaw(refusal, languageOfMessages(request), socket, publicUrl, [allow]),
    );
  });
  return server;
};

/**
 * Makes message classes with Express's prototypes. Express would otherwise change the prototype of each message, which makes
 * every later access slower.
 */
const messageClasses = (app: Express) => {
  class AppRequest extends IncomingMessage {}
  class AppResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request);
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response);
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
};

/** Sends a refusal on a connection, but never during the response to another request. */
const refuseInTurn = (response: ServerResponse | undefined, socket: Duplex, refuse: () => void): void => {
  if (!response || response.closed) refuse();
  // The response to an earlier, complete request is still running.
  else if (response.req.complete) response.once('close', () => socket.writable && refuse());
  // The fault is in the body of the current request, so the refusal is its response, unless that has begun.
  else if (response.socket === socket && !response.headersSent) refuse();
  else socket.destroy();
};

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

const refusalOf = (error: Error & { code?: string }): AppError =>
  new AppError(codes[error.code ?? ''] ?? 'malformed_request');

/** Writes a problem document to the socket, for errors that Node reports without a response object. */
const sendRaw = (
  refusal: AppError,
  language: Language,
  socket: Duplex,
  publicUrl: string,
  more: readonly string[] = [],
  requestId: string = uuidv7(),
): void => {
  const body = JSON.stringify(toProblem(refusal, language, requestId, `${publicUrl}/api/docs`));
  const head = [
    // English, because a status line is ASCII.
    `HTTP/1.1 ${refusal.status} ${en.titles[refusal.code]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    ...Object.entries(problemHeaders(refusal)).map(([name, value]) => `${name}: ${value}`),
    `Content-Language: ${language}`,
    'Vary: Accept-Language',
    'Connection: close',
    ...more,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

/** The time that an idle connection stays open for a request that is in transit when the shutdown begins. */
const graceMs = 500;

/**
 * Prepares a server for its shutdown.
 *
 * @returns A function that stops accepting connections, waits `seconds` for running requests, then cuts them off. Every
 * response during the shutdown closes its connection.
 */
export const prepareShutdown = (server: Server): ((seconds: number) => Promise<void>) => {
  const responsesBySocket = new Map<Socket, Set<ServerResponse>>();
  let shuttingDown = false;
  server.on('connection', (socket) => {
    responsesBySocket.set(socket, new Set());
    socket.once('close', () => responsesBySocket.delete(socket));
  });
  // Before all other listeners, because the response headers contain the `Connection` decision.
  server.prependListener('request', ({ socket }, response) => {
    if (shuttingDown) response.shouldKeepAlive = false;
    const responses = responsesBySocket.get(socket);
    responses?.add(response);
    response.once('close', () => {
      responses?.delete(response);
      if (shuttingDown && responses?.size === 0) socket.end();
    });
  });
  return async (seconds) => {
    shuttingDown = true;
    // The `close` of http destroys idle connections at once, which may lose a request in transit.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    for (const responses of responsesBySocket.values())
      for (const response of responses) response.shouldKeepAlive = false;
    const endIdle = setTimeout(
      () => {
        for (const [socket, responses] of responsesBySocket) if (responses.size === 0) socket.destroy();
      },
      Math.min(graceMs, seconds * 1000),
    );
    const cutOff = setTimeout(() => server.closeAllConnections(), seconds * 1000);
    await closed;
    clearTimeout(endIdle);
    clearTimeout(cutOff);
    // Only the `close` of http stops the interval that checks for slow connections.
    server.close();
  };
};
