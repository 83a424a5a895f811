import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a server of keys answers. */
export type KeyAnswer = { status?: number; headers?: Record<string, string>; content?: unknown };

/** Serves a key set at a URL of its own until the end of the test. The answer can be changed. */
export const serveKeys = async (answer: KeyAnswer) => {
  const served = { answer, requests: 0, url: '' };
  const server = createServer((_req, res) => {
    served.requests++;
    const { status = 200, headers = {}, content } = served.answer;
    res.writeHead(status, headers).end(typeof content === 'string' ? content : JSON.stringify(content));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  served.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/.well-known/webhook-keys.json`;
  return served;
};
