import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createClient, password, type SignedInClient } from '@doorstep/testing/client';
import { expect, onTestFinished, test } from 'vitest';
import { uploadPicture, uploadProof } from './acceptance/private-images.ts';
import { unzip } from './acceptance/zip.ts';
import { operatorCommand, useServer } from './server-process.ts';

const installation = useServer();

let count = 0;
const freshEmail = () => `trip${process.pid}-${++count}@example.com`;

const newShop = async (): Promise<{
  tenantId: string;
  owner: SignedInClient;
  anonymous: ReturnType<typeof createClient>;
}> => {
  const { env, server } = installation;
  const [tenantId = ''] = await operatorCommand(env, 'tenant:create', 'Shop');
  const anonymous = createClient(server.url, { tenantId });
  const { body } = await anonymous.post('/api/auth/register/', { json: { email: freshEmail(), password } });
  const owner = anonymous.signedIn(body);
  await operatorCommand(env, 'user:grant', owner.email, 'owner', '--tenant', tenantId);
  return { tenantId, owner, anonymous };
};

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-trip-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

/** Downloads an archive of all customers, and writes its files to a new folder. */
const exportTo = async (folder: string, { owner }: { owner: SignedInClient }): Promise<void> => {
  const created = await owner.post('/api/exports/', { json: { format: 'zip' } });
  const { bytes } = await owner.get(created.body.url.slice(new URL(created.body.url).origin.length));
  for (const [name, content] of unzip(bytes)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
};

/** What an import takes over of each customer, with the pixels of the images. */
const contentOf = async (owner: SignedInClient) => {
  const { results } = (await owner.get('/api/customers/?limit=100')).body;
  const content = [];
  for (const customer of results) {
    const { id, external_id, email, email_verified, full_name, phone, metadata, created_at, profile_picture, blocked } =
      customer;
    const addresses = (await owner.get(`/api/customers/${id}/addresses/`)).body.results;
    const sizeOf = async (link: string | null) => (link ? (await owner.get(link)).bytes.length > 0 : null);
    content.push({
      ...{ id, external_id, email, email_verified, full_name, phone, metadata, created_at },
      blocked: blocked && { reason: blocked.reason, until: blocked.until },
      picture: await sizeOf(profile_picture),
      addresses: await Promise.all(
        addresses.map(
          async ({ updated_at: _, version: __, proof_image: proof, ...address }: Record<string, unknown>) => ({
            ...address,
            proof: await sizeOf(proof as string | null),
          }),
        ),
      ),
    });
  }
  return content;
};

test('An export imported into another tenant gives equal customers, addresses and images', async () => {
  const from = await newShop();
  const to = await newShop();
  const { owner, anonymous } = from;
  const address = { recipient_name: 'Ada', line1: 'Linden 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
  const { body: registered } = await anonymous.post('/api/auth/register/', {
    json: { email: freshEmail(), password, full_name: 'Ada Łovelace' },
  });
  const ada = anonymous.signedIn(registered);
  await uploadPicture(ada);
  await uploadProof(ada);
  const json = { ...address, label: 'Büro', is_default_shipping: true, location: { latitude: 52.5, longitude: 13.4 } };
  await ada.post('/api/customer/addresses/', { json });
  const deleted = await ada.post('/api/customer/addresses/', { json: { ...address, line1: 'Gone 1' } });
  await ada.delete(`/api/customer/addresses/${deleted.body.id}/`);
  const fields = { email: freshEmail(), external_id: 'erp/1 😀', phone: '+4915112345678', metadata: { tier: 'gold' } };
  const { body: grace } = await owner.post('/api/customers/', { json: fields });
  await owner.post(`/api/customers/${grace.id}/addresses/`, {
    json: { ...address, country: 'FR', postal_code: '75001' },
  });
  await owner.post(`/api/customers/${grace.id}/block/`, { json: { reason: 'Unpaid' } });
  const folder = await newFolder();
  await exportTo(folder, from);
  const args = ['import', '--tenant', to.tenantId, join(folder, 'customers.ndjson'), '--media', folder];
  const [, summary, ...faults] = await operatorCommand(installation.env, ...args);
  expect([summary, faults]).toEqual(['upsert finished: 2 created, 0 updated, 0 unchanged, 0 failed', []]);
  const before = await contentOf(owner);
  expect(before.map(({ addresses }) => addresses.length)).toEqual([1, 2]);
  expect(await contentOf(to.owner)).toEqual(before);
  expect((await operatorCommand(installation.env, ...args))[1]).toBe(
    'upsert finished: 0 created, 0 updated, 2 unchanged, 0 failed',
  );
});
