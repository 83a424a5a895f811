import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '@doorstep/contracts/errors';
import express from 'express';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assignRequestId } from './request-info.ts';
import { logCaller, logFailure, logRequests } from './request-log.ts';

const lines: Record<string, unknown>[] = [];
const caller = { tenantId: '11111111-1111-4111-8111-111111111111', userId: '22222222-2222-4222-8222-222222222222' };
const counted: unknown[] = [];

const app = express().use(
  assignRequestId,
  logRequests(pino({}, { write: (line: string) => lines.push(JSON.parse(line)) }), (who, code) =>
    counted.push([who, code]),
  ),
);
app.get('/known/:id', (req, res) => {
  logCaller(req, caller);
  logFailure(req, new AppError('not_found'));
  res.status(404).end();
});
app.get('/unknown', (req, res) => {
  logFailure(req, new AppError('not_authenticated'));
  res.status(401).end();
});
const server = createServer(app);
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(() => server.close());

const get = async (path: string): Promise<void> => {
  const { port } = server.address() as AddressInfo;
  await fetch(`http://127.0.0.1:${port}${path}`);
  await expect.poll(() => lines.length, { timeout: 30_000 }).toBeGreaterThan(0);
};

test('The log line of a request names tenant and user, and the refusal is counted for that user', async () => {
  await get(`/known/${caller.userId}?secret=1`);
  expect(lines.splice(0)).toMatchObject([
    { path: '/known/{id}', status: 404, code: 'not_found', tenant_id: caller.tenantId, user_id: caller.userId },
  ]);
  expect(counted.splice(0)).toEqual([[caller, 'not_found']]);
});

test('The log line of a request without a verified token names no user', async () => {
  await get('/unknown');
  const [line] = lines.splice(0);
  expect(line).toMatchObject({ status: 401, code: 'not_authenticated' });
  expect(line).not.toHaveProperty('user_id');
  expect(counted).toEqual([]);
});
