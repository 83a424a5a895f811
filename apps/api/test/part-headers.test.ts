import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Writable } from 'node:stream';
import express, { type Request } from 'express';
import multer from 'multer';
import { expect, onTestFinished, test } from 'vitest';
import { onPartHeaders, type PartHeaders } from '../src/http/part-headers.ts';

test('busboy inside multer parses the headers of each part in `_hparser` and passes them to its `cb`', async () => {
  const seen: PartHeaders[] = [];
  const texts: unknown[] = [];
  const options: multer.Options & { streamHandler(req: Request, busboy: Writable): void } = {
    streamHandler: (req, busboy) => {
      onPartHeaders(busboy, (headers) => {
        seen.push({ ...headers });
        headers['content-type'] = ['application/x-changed'];
      });
      busboy.on('field', (name, value, { mimeType }) => texts.push([name, value, mimeType]));
      req.pipe(busboy);
    },
  };
  const server = express()
    .use(multer(options).any(), (_req, res) => {
      res.end();
    })
    .listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
  });
  await once(server, 'listening');
  const part = (name: string) => `--b\r\nContent-Disposition: form-data; name="${name}"; filename=""\r\n\r\nx\r\n`;
  await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    body: `${part('one')}${part('two')}--b--\r\n`,
  });
  expect(seen.map((headers) => headers['content-disposition'])).toEqual([
    ['form-data; name="one"; filename=""'],
    ['form-data; name="two"; filename=""'],
  ]);
  expect(texts).toEqual([
    ['one', 'x', 'application/x-changed'],
    ['two', 'x', 'application/x-changed'],
  ]);
});
