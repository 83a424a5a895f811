import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { AppError, type ErrorCode } from '@doorstep/contracts/errors';
import type { Express } from 'express';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from './env.ts';
import { toProblem } from './http/problem.ts';

const maxHeaderBytes = 16_384;

/** An HTTP server around the application, with every time bounded; it does not listen yet. */
export const createHttpServer = (app: Express, { requestTimeoutSeconds, publicUrl }: Config): Server => {
  const server = createServer(
    {
      maxHeaderSize: maxHeaderBytes,
      headersTimeout: 15_000,
      requestTimeout: requestTimeoutSeconds * 1000,
      // Longer than a load balancer keeps an idle connection, so that it is never us who closes one in use.
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 5_000,
      requireHostHeader: false,
    },
    app,
  );
  server.on('checkExpectation', app);
  server.on('clientError', (error: Error & { code?: string }, socket) => answerRaw(error, socket, publicUrl));
  return server;
};

const codes: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'headers_too_large',
  ERR_HTTP_REQUEST_TIMEOUT: 'request_timeout',
};

/** What Node refuses before there is a request gets the same form of answer as everything else. */
const answerRaw = (error: Error & { code?: string }, socket: Duplex, publicUrl: string): void => {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const refusal = new AppError(codes[error.code ?? ''] ?? 'malformed_request');
  const requestId = uuidv7();
  const body = JSON.stringify(toProblem(refusal, requestId, `${publicUrl}/api/docs`));
  const head = [
    `HTTP/1.1 ${refusal.status} ${refusal.title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-ID: ${requestId}`,
    'X-Content-Type-Options: nosniff',
    'Cache-Control: no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
};

/**
 * Prepares a server to end well. Node itself would wait for connections that fell idle after the end began, and for those
 * that never sent a request, as browsers and load balancers open them.
 *
 * @returns Ends the server: it takes no more connections, lets requests under way end for so many seconds, then cuts them.
 */
export const prepareEnd = (server: Server): ((seconds: number) => Promise<void>) => {
  const underWay = new Map<Socket, number>();
  let ending = false;
  server.on('connection', (socket) => {
    underWay.set(socket, 0);
    socket.once('close', () => underWay.delete(socket));
  });
  server.on('request', ({ socket }, response) => {
    underWay.set(socket, (underWay.get(socket) ?? 0) + 1);
    response.once('close', () => {
      const rest = (underWay.get(socket) ?? 1) - 1;
      underWay.set(socket, rest);
      if (ending && rest === 0) socket.end();
    });
  });
  return async (seconds) => {
    ending = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const [socket, requests] of underWay) if (requests === 0) socket.destroy();
    const cut = setTimeout(() => server.closeAllConnections(), seconds * 1000);
    await closed;
    clearTimeout(cut);
  };
};
