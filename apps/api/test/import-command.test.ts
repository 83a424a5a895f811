import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { png } from '@doorstep/testing/images';
import { describe, expect, onTestFinished, test } from 'vitest';
import { importedHashes, importedPassword } from './imported-hashes.ts';
import { filesIn, operatorCommand, operatorProcess, useServer } from './server-process.ts';

const installation = useServer();

let count = 0;
const freshEmail = () => `command${process.pid}-${++count}@example.com`;
const ndjson = (...lines: unknown[]): string => lines.map((line) => JSON.stringify(line)).join('\n');
const berlin = { recipient_name: 'Ada', line1: 'Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-import-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** A tenant with a member of staff who may see and import customers. */
const newShop = async (): Promise<{ tenantId: string; staff: SignedInClient }> => {
  const { env, server } = installation;
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Imported');
  const anonymous = createClient(server.url, { tenantId });
  const { body } = await anonymous.post('/api/auth/register/', { json: { email: freshEmail(), password } });
  const staff = anonymous.signedIn(body);
  await operatorCommand(env, 'user:grant', staff.email, 'owner', '--tenant', tenantId);
  return { tenantId, staff };
};

const customersOf = async (staff: SignedInClient) => (await staff.get('/api/customers/?limit=100')).body.results;

describe('The command "import"', () => {
  test('imports customers with their pictures and proofs, once', async () => {
    const { tenantId, staff } = await newShop();
    const folder = await newFolder();
    await mkdir(join(folder, 'media'));
    await writeFile(join(folder, 'media', 'ada.png'), await png());
    await writeFile(join(folder, 'media', 'proof.png'), await png(100, 80));
    await writeFile(join(folder, 'media', 'text.png'), 'no image');
    await writeFile(join(folder, 'secret.png'), await png());
    await symlink(join(folder, 'secret.png'), join(folder, 'media', 'link.png'));
    const email = freshEmail();
    const hash = importedHashes['Django: pbkdf2_sha256'];
    const line = {
      email,
      password_hash: hash,
      profile_picture: 'ada.png',
      addresses: [{ ...berlin, proof_image: 'proof.png' }],
    };
    const bad = ['missing.png', '../secret.png', 'link.png', 'text.png', join(folder, 'secret.png')];
    const file = join(folder, 'customers.ndjson');
    await writeFile(file, ndjson(line, ...bad.map((profile_picture) => ({ email: freshEmail(), profile_picture }))));
    const media = join(folder, 'media');
    const run = (...more: string[]) =>
      operatorCommand(installation.env, 'import', '--tenant', tenantId, file, '--media', media, ...more);
    const validated = await run('--validate');
    expect(validated[1]).toBe('validate finished: 1 created, 0 updated, 0 unchanged, 5 failed');
    const stored = await filesIn(join(installation.env.DATA_DIR, 'media'));
    expect(stored.filter((name) => name.endsWith('.webp'))).toEqual([]);
    const [, summary, ...faults] = await run();
    expect(summary).toBe('upsert finished: 1 created, 0 updated, 0 unchanged, 5 failed');
    expect(validated.slice(2)).toEqual(faults);
    expect(faults.map((fault) => fault.split('\t').slice(0, 3).join(' '))).toEqual([
      'line 2 profile_picture file_missing',
      'line 3 profile_picture file_missing',
      'line 4 profile_picture file_missing',
      'line 5 profile_picture image_type',
      'line 6 profile_picture file_missing',
    ]);
    const [customer] = await customersOf(staff);
    expect((await staff.get(customer.profile_picture)).status).toBe(200);
    const { results } = (await staff.get(`/api/customers/${customer.id}/addresses/`)).body;
    expect(results).toMatchObject([{ proof_status: 'pending' }]);
    expect((await staff.get(results[0].proof_image)).status).toBe(200);
    const login = { email, password: importedPassword };
    const anonymous = createClient(installation.server.url, { tenantId });
    expect((await anonymous.post('/api/auth/login/', { json: login })).status).toBe(200);
    expect((await run())[1]).toBe('upsert finished: 0 created, 0 updated, 1 unchanged, 5 failed');
  });

  test('finds faults without writing, and says that a tenant or a file is missing', async () => {
    const { tenantId, staff } = await newShop();
    const file = join(await newFolder(), 'customers.csv');
    await writeFile(file, `email\n${freshEmail()}\nnobody\n`);
    const [, summary] = await operatorCommand(installation.env, 'import', '--tenant', tenantId, file, '--validate');
    expect(summary).toBe('validate finished: 1 created, 0 updated, 0 unchanged, 1 failed');
    expect(await customersOf(staff)).toEqual([]);
    const unknown = '01a00000-0000-7000-8000-000000000000';
    const run = (...args: string[]) => operatorCommand(installation.env, 'import', ...args);
    await expect(run('--tenant', unknown, file)).rejects.toThrow('There is no tenant');
    await expect(run('--tenant', tenantId, `${file}.gz`)).rejects.toThrow('no such file');
    await expect(run('--tenant', tenantId)).rejects.toThrow('Usage');
  });

  test('continues after a kill -9, and ends with each row once', async () => {
    const { tenantId, staff } = await newShop();
    const file = join(await newFolder(), 'customers.ndjson');
    const lines = 3000;
    const many = Array.from({ length: lines }, (_, index) => ({
      external_id: `${index}`,
      email: freshEmail(),
      addresses: [berlin, { ...berlin, line1: 'Linden 2' }],
    }));
    await writeFile(file, ndjson(...many));
    const args = ['import', '--tenant', tenantId, file];
    const killed = operatorProcess(installation.env, ...args);
    const progress = Promise.withResolvers<void>();
    killed.stderr?.on('data', (chunk) => {
      if (/line [1-9]/.test(String(chunk))) progress.resolve();
    });
    await progress.promise;
    const exited = new Promise((resolve) => killed.once('exit', resolve));
    killed.kill('SIGKILL');
    await exited;
    const [before] = (await staff.get('/api/imports/')).body.results;
    expect(before).toMatchObject({ state: 'running' });
    expect(before.line).toBeGreaterThan(0);
    expect(before.line).toBeLessThan(lines);
    const [id, summary] = await operatorCommand(installation.env, ...args);
    expect([id, summary]).toEqual([before.id, `upsert finished: ${lines} created, 0 updated, 0 unchanged, 0 failed`]);
    expect((await operatorCommand(installation.env, ...args))[1]).toBe(
      `upsert finished: 0 created, 0 updated, ${lines} unchanged, 0 failed`,
    );
    const { results } = (await staff.get('/api/customers/?external_id=1234')).body;
    expect(results).toMatchObject([{ addresses_count: 2, version: 1 }]);
  });
});
