import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, expect, test } from 'vitest';
import { forward } from '../src/session/forward.ts';
import { pageRequest, useSettings } from './web-request.ts';

// Sends back each piece when it arrives.
const echo = createServer((request, response) => {
  request.on('data', (piece) => response.write(piece));
  request.on('end', () => response.end());
});

useSettings(async () => {
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  const API_URL = `http://127.0.0.1:${(echo.address() as AddressInfo).port}`;
  return { API_URL, TENANT_ID: '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e' };
});
afterAll(() => {
  echo.close();
  echo.closeAllConnections();
});

test('Request and response bodies are streamed piece by piece', async () => {
  const pieces = new TransformStream<Uint8Array, Uint8Array>();
  const writer = pieces.writable.getWriter();
  const [first, second] = ['first', 'second'].map((text) => new TextEncoder().encode(text));
  const answering = forward(pageRequest('POST', '/api/anything/', { body: pieces.readable }));
  await writer.write(first);
  const answer = (await answering).body?.getReader();
  // The second is not sent before the first is back.
  expect((await answer?.read())?.value).toEqual(first);
  await writer.write(second);
  expect((await answer?.read())?.value).toEqual(second);
  await writer.close();
  expect((await answer?.read())?.done).toBe(true);
});

test('An abort by the browser also aborts the request to the API', async () => {
  const away = new AbortController();
  const pieces = new TransformStream<Uint8Array, Uint8Array>();
  const arrived = once(echo, 'request');
  const answering = forward(pageRequest('POST', '/api/anything/', { body: pieces.readable, signal: away.signal }));
  const writer = pieces.writable.getWriter();
  // A write that is pending at the abort fails.
  writer.closed.catch(() => {});
  void writer.write(new Uint8Array(8)).catch(() => {});
  const [, response] = await arrived;
  const closed = new Promise((resolve) => response.once('close', resolve));
  away.abort();
  await closed;
  expect((await answering).status).toBe(503);
});
