import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { linesOf } from './acceptance/exported.ts';
import { uploadPicture } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import { operatorCommand, useServer } from './server-process.ts';

// A tenant moves: what the command "export" writes, the command "import" reads.
const installation = useServer();
const berlin = { recipient_name: 'Ada', line1: 'Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

const newTenant = async (name: string) => {
  const [tenantId = ''] = await operatorCommand(installation.env, 'tenant:create', name);
  return tenantId;
};

const register = async (tenantId: string, email: string): Promise<SignedInClient> => {
  const anonymous = createClient(installation.server.url, { tenantId });
  const { body } = await anonymous.post('/api/auth/register/', { json: { email, password } });
  return anonymous.signedIn(body);
};

const exportOf = async (tenantId: string, folder: string) => {
  const file = join(folder, `${tenantId}.zip`);
  await operatorCommand(installation.env, 'export', '--tenant', tenantId, file);
  const files = unzip(await readFile(file));
  return { files, customers: linesOf(files.get('customers.ndjson') ?? Buffer.of()) };
};

/** Leaves out what does not move: passwords, and with them sign-ins, and the dates and versions of changes. */
const moving = (customers: ReturnType<typeof linesOf>) =>
  customers.map(({ updated_at, version, last_sign_in_at, status, blocked, addresses, ...customer }) => ({
    ...customer,
    status: status === 'active' ? 'invited' : status,
    blocked: blocked && { ...blocked, at: null },
    addresses: addresses.map(({ updated_at, version, ...address }: Record<string, unknown>) => address),
  }));

const pixelsOf = async (files: Map<string, Buffer>) => {
  const images = [...files].filter(([name]) => name.endsWith('.webp'));
  return Promise.all(
    images.map(async ([name, bytes]) => {
      const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
      return { name, data, size: [info.width, info.height, info.channels] };
    }),
  );
};

test('An export can be imported into another tenant, with equal customers, addresses and images', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-move-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [from, to] = [await newTenant('Old'), await newTenant('New')];
  const staff = await register(from, 'staff@example.com');
  await operatorCommand(installation.env, 'user:grant', staff.email, 'owner', '--tenant', from);
  const ada = await register(from, 'ada@example.com');
  await ada.patch('/api/customer/profile/', { json: { full_name: 'Ada Ünal', phone: '+442079460018' } });
  await uploadPicture(ada);
  await ada.post('/api/customer/addresses/', {
    form: form(
      { field: 'proof_image', bytes: await png(300, 200) },
      { ...berlin, label: 'Home', latitude: '52.5', longitude: '13.4' },
    ),
  });
  await ada.post('/api/customer/addresses/', {
    json: { ...berlin, line1: 'Linden 2', is_default_shipping: true, is_default_billing: true },
  });
  await register(from, 'without-address@example.com');
  await staff.put('/api/customers/by-external-id/ERP%2F1/', {
    json: { email: 'grace@example.com', full_name: 'Grace', metadata: { tier: 'gold', note: 'späti 🎉' } },
  });
  const blocked = await register(from, 'blocked@example.com');
  await staff.post(`/api/customers/${blocked.userId}/block/`, { json: { reason: 'Unpaid' } });

  const old = await exportOf(from, folder);
  for (const [name, bytes] of old.files) {
    await mkdir(dirname(join(folder, 'moved', name)), { recursive: true });
    await writeFile(join(folder, 'moved', name), bytes);
  }
  const args = ['import', '--tenant', to, join(folder, 'moved', 'customers.ndjson'), '--media', join(folder, 'moved')];
  const [, summary, ...faults] = await operatorCommand(installation.env, ...args);
  expect([summary, faults]).toEqual(['upsert finished: 4 created, 0 updated, 0 unchanged, 0 failed', []]);

  const moved = await exportOf(to, folder);
  expect(moving(moved.customers)).toEqual(moving(old.customers));
  const [before, after] = [await pixelsOf(old.files), await pixelsOf(moved.files)];
  expect(after.map(({ name, size }) => [name, size])).toEqual(before.map(({ name, size }) => [name, size]));
  expect(before).toHaveLength(2);
  // An image is encoded again, which changes single pixels a little.
  for (const [index, { data }] of before.entries()) {
    const other = after[index]?.data ?? Buffer.of();
    expect(data.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / data.length).toBeLessThan(2);
  }
  const [, again] = await operatorCommand(installation.env, ...args);
  expect(again).toBe('upsert finished: 0 created, 0 updated, 4 unchanged, 0 failed');
});
