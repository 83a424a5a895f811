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

/** An HTTP server around the application, with every time bounded; it does not listen yet. */
export const createHttpServer = (app: Express, { requestTimeoutSeconds, publicUrl }: Config): Server => {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: Math.min(15, requestTimeoutSeconds) * 1000,
      requestTimeout: requestTimeoutSeconds * 1000,
      // Longer than a load balancer keeps an idle connection, so that it is never us who closes one in use.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
      ...messagesOf(app),
    },
    app,
  );
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  const newest = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, response) => newest.set(socket, response));
  guardProgress(server, {
    idleSeconds: requestTimeoutSeconds,
    refuse: (response, error) => {
      const request = response.req as Request;
      const { socket } = request;
      response.statusCode = error.status;
      logFailure(request, error);
      // Behind another answer on this connection, or within its own, there is no place for this one.
      if (response.socket !== socket || response.headersSent) socket.destroy();
      else {
        socket.once('finish', () => socket.destroy());
        answerRaw(
          error,
          languageOfMessages(request),
          socket,
          publicUrl,
          [],
          String(response.getHeader('X-Request-ID')),
        );
      }
    },
  });
  server.on('clientError', (error: Error & { code?: string }, socket) => {
    // What cannot be read asks for no language.
    const refuse = () => answerRaw(refusalOf(error), 'en', socket, publicUrl);
    if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
    else inTurn(newest.get(socket), socket, refuse);
  });
  server.on('connect', (request, socket) => {
    const refusal = new AppError('method_not_allowed', { detail: { key: 'server_methods', methods } });
    const allow = `Allow: ${methods.join(', ')}`;
    // The connection has left the HTTP server, with its times and its care for errors.
    socket.on('error', () => {}).once('finish', () => socket.destroy());
    inTurn(newest.get(socket), socket, () =>
      answerRaw(refusal, languageOfMessages(request), socket, publicUrl, [allow]),
    );
  });
  return server;
};

/**
 * Messages that are the application's from the start. Express would make them so by a new prototype, and an object whose
 * prototype changes is slow from then on.
 */
const messagesOf = (app: Express) => {
  class AppRequest extends IncomingMessage {}
  class AppResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  app.request = Object.setPrototypeOf(AppRequest.prototype, app.request);
  app.response = Object.setPrototypeOf(AppResponse.prototype, app.response);
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
};

/** Refuses what arrived on a connection, but never within another request's answer. */
const inTurn = (response: ServerResponse | undefined, socket: Duplex, refuse: () => void): void => {
  if (!response || response.closed) refuse();
  // A whole request came before this, and is still being answered.
  else if (response.req.complete) response.once('close', () => socket.writable && refuse());
  // This is in the request's own body: the refusal is its answer, unless that has begun.
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

/** What Node refuses before there is a request gets the same form of answer as everything else. */
const answerRaw = (
  refusal: AppError,
  language: Language,
  socket: Duplex,
  publicUrl: string,
  more: readonly string[] = [],
  requestId: string = uuidv7(),
): void => {
  const body = JSON.stringify(toProblem(refusal, language, requestId, `${publicUrl}/api/docs`));
  const head = [
    // A status line is ASCII.
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

/** An idle connection gets so long for a request that was on its way when the shutdown began. */
const graceMs = 500;

/**
 * Prepares a server for its shutdown.
 *
 * @returns Shuts the server down: it takes no more connections, lets requests under way end for so many seconds, then cuts
 * them. Every answer from then on closes its connection.
 */
export const prepareShutdown = (server: Server): ((seconds: number) => Promise<void>) => {
  const underWay = new Map<Socket, Set<ServerResponse>>();
  let ending = false;
  server.on('connection', (socket) => {
    underWay.set(socket, new Set());
    socket.once('close', () => underWay.delete(socket));
  });
  // First of all: the headers of an answer say whether its connection goes on.
  server.prependListener('request', ({ socket }, response) => {
    if (ending) response.shouldKeepAlive = false;
    const responses = underWay.get(socket);
    responses?.add(response);
    response.once('close', () => {
      responses?.delete(response);
      if (ending && responses?.size === 0) socket.end();
    });
  });
  return async (seconds) => {
    ending = true;
    // http's own `close` destroys connections that are idle at this moment, with a request that has just been sent on them.
    const closed = new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
    for (const responses of underWay.values()) for (const response of responses) response.shouldKeepAlive = false;
    const endIdle = setTimeout(
      () => {
        for (const [socket, responses] of underWay) if (responses.size === 0) socket.destroy();
      },
      Math.min(graceMs, seconds * 1000),
    );
    const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000);
    await closed;
    clearTimeout(endIdle);
    clearTimeout(cut);
    // The interval that looks for slow connections ends with http's own `close` alone.
    server.close();
  };
};
