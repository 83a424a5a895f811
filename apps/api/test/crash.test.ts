import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createClient } from './client.ts';
import { password } from './harness.ts';
import { form, png } from './images.ts';
import { operatorCommand, startServer, useInstallation } from './running.ts';

test('After a kill -9 while writing, every acknowledged write is there with its file, and nothing half-written', async () => {
  const env = await useInstallation();
  const server = await startServer(env);
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Crash');
  const anonymous = createClient(server.url, { tenantId });
  const registered = await anonymous.post('/api/auth/register/', { json: { email: 'a@example.com', password } });
  const customer = anonymous.signedIn(registered.body);
  const proof = await png(200, 150);
  const acknowledged: string[] = [];
  const write = async (lane: number) => {
    for (let i = 0; ; i++) {
      const fields = { recipient_name: 'A', line1: `${lane}-${i}`, country: 'DE' };
      const { status } = await customer.post('/api/customer/addresses/', {
        form: form({ field: 'proof_image', bytes: proof }, fields),
      });
      if (status !== 201) return;
      acknowledged.push(fields.line1);
      if (acknowledged.length === 12) server.child.kill('SIGKILL');
    }
  };
  await Promise.all([0, 1, 2, 3].map((lane) => write(lane).catch(() => {})));
  await server.stop('SIGKILL');

  const again = await startServer(env);
  const login = await createClient(again.url, { tenantId }).post('/api/auth/login/', {
    json: { email: 'a@example.com', password },
  });
  const owner = createClient(again.url, { tenantId }).signedIn(login.body);
  const { results } = (await owner.get('/api/customer/addresses/?limit=100')).body;
  const there = new Map(results.map((row: { line1: string; proof_image: string }) => [row.line1, row.proof_image]));
  expect(acknowledged.length).toBeGreaterThanOrEqual(12);
  for (const line1 of acknowledged) expect([...there.keys()]).toContain(line1);
  for (const link of there.values()) {
    for (const size of ['full', 'medium', 'thumb']) expect((await owner.get(`${link}&size=${size}`)).status).toBe(200);
  }
  const files = (await readdir(join(env.DATA_DIR, 'media', 'objects'), { recursive: true })).filter((name) =>
    name.endsWith('.webp'),
  );
  expect(files.length).toBeGreaterThanOrEqual(there.size * 3);
  expect(await again.stop()).toBe(0);
});

test('A shutdown finishes what was accepted', async () => {
  const env = await useInstallation();
  const server = await startServer(env);
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Ending');
  const anonymous = createClient(server.url, { tenantId });
  const slow = anonymous.post('/api/auth/register/', { json: { email: 'a@example.com', password } });
  // The answer is not there yet when the server is told to end: hashing the password takes longer than a signal.
  await anonymous.get('/health/live');
  const ended = server.stop('SIGTERM');
  expect((await slow).status).toBe(201);
  expect(await ended).toBe(0);
});
