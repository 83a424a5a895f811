import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { beforeAll, describe, expect, test } from 'vitest';
import { anyone, download, exportsPath, linesOf, linkOf, newExport, newKey } from './exported.ts';
import { uploadPicture, uploadProof } from './private-images.ts';
import { unzip } from './zip.ts';

const api = useApi();
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

type Shop = { tenantId: string; staff: SignedInClient };

const newShop = async (): Promise<Shop> => {
  const tenantId = await api.newTenant();
  return { tenantId, staff: await api.newStaff(tenantId, 'owner') };
};

const idsOf = (rows: { id: string }[]): string[] => rows.map(({ id }) => id);

describe('A line of an export', () => {
  test('is what the API shows of a customer of the tenant, with the live addresses and without secrets', async () => {
    const { tenantId, staff } = await newShop();
    const complete = await api.newCustomer(tenantId);
    await complete.patch('/api/customer/profile/', { json: { full_name: 'Ada Ünal', phone: '+442079460018' } });
    await uploadPicture(complete);
    await complete.post('/api/customer/addresses/', { json: { ...address, label: 'Home', is_default_billing: true } });
    await uploadProof(complete);
    const deleted = await complete.post('/api/customer/addresses/', { json: { ...address, line1: 'Former 1' } });
    await complete.delete(`/api/customer/addresses/${deleted.body.id}/`);
    const invited = { email: 'invited@example.com', metadata: { tier: 'gold' } };
    await staff.put('/api/customers/by-external-id/ERP-1/', { json: invited });
    const [blocked, leaving] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    await staff.post(`/api/customers/${blocked.userId}/block/`, { json: { reason: 'Unpaid' } });
    await staff.delete(`/api/customers/${leaving.userId}/`);
    await api.newCustomer(await api.newTenant());

    const { bytes } = await download(api.url, await newExport(staff));
    const lines = linesOf(bytes);
    const { results } = (await staff.get('/api/customers/')).body;
    const statuses = results.map(({ status }: { status: string }) => status).sort();
    expect(statuses).toEqual(['active', 'blocked', 'erasure_pending', 'invited']);
    expect(idsOf(lines)).toEqual(idsOf(results).sort());
    for (const { addresses, ...line } of lines) {
      const { body: customer } = await staff.get(`/api/customers/${line.id}/`);
      expect(line).toEqual({ ...customer, profile_picture: null });
      const shown = (await staff.get(`/api/customers/${line.id}/addresses/`)).body.results.reverse();
      expect(addresses).toEqual(shown.map((row: object) => ({ ...row, proof_image: null, metadata: {} })));
      expect(addresses).toHaveLength(line.id === complete.userId ? 2 : 0);
    }
    expect(bytes.toString()).not.toMatch(/argon2|password|token|search_?words|fingerprint|signature=/i);
  });
});

describe('An export', () => {
  test('is empty without customers', async () => {
    const { staff } = await newShop();
    const answer = await download(api.url, await newExport(staff));
    expect(answer.bytes).toHaveLength(0);
    expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers.ndjson"');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('is listed, newest first, and can be read', async () => {
    const { staff } = await newShop();
    const made = [await newExport(staff), await newExport(staff, { format: 'zip' }), await newExport(staff)];
    const first = await staff.get(`${exportsPath}?limit=2`);
    const second = await staff.get(`${exportsPath}?limit=2&cursor=${first.body.next_cursor}`);
    expect(idsOf([...first.body.results, ...second.body.results])).toEqual(idsOf(made).reverse());
    expect(second.body.next_cursor).toBeNull();
    expect((await staff.get(`${exportsPath}${made[1].id}/`)).body).toMatchObject({
      ...{ id: made[1].id, format: 'zip', includes_proofs: true, actor: { kind: 'staff', id: staff.userId } },
    });
  });

  test('requires the permission, and a known format', async () => {
    const { staff } = await newShop();
    const { client } = await newKey(staff, ['customers:read', 'addresses:read']);
    for (const refused of [await client.post(exportsPath, { json: {} }), await client.get(exportsPath)])
      expect(refused).toMatchObject({ status: 403, body: { required_permission: 'exports:read' } });
    const unknown = await staff.post(exportsPath, { json: { format: 'csv' } });
    expect(unknown.body.errors).toMatchObject([{ field: 'format', code: 'invalid_choice' }]);
  });

  test('has its own URL', async () => {
    const { staff } = await newShop();
    const { headers, body } = await staff.post(exportsPath, { json: {} });
    expect(new URL(headers.get('location') ?? '').pathname).toBe(`${exportsPath}${body.id}/`);
  });

  test('is unknown once it is ended, and so is its link', async () => {
    const { staff } = await newShop();
    const created = await newExport(staff);
    expect((await anyone(api.url).send('HEAD', linkOf(created))).status).toBe(200);
    expect((await staff.delete(`${exportsPath}${created.id}/`)).status).toBe(204);
    expect((await download(api.url, created)).body.code).toBe('not_found');
    expect((await anyone(api.url).send('HEAD', linkOf(created))).status).toBe(404);
    for (const method of ['GET', 'DELETE'])
      expect((await staff.send(method, `${exportsPath}${created.id}/`)).status).toBe(404);
    expect((await staff.get(exportsPath)).body.results).toEqual([]);
  });
});

describe('An archive', () => {
  let shop: Shop;
  let customer: SignedInClient;
  let picture: string;
  let proof: { id: string; link: string };
  beforeAll(async () => {
    shop = await newShop();
    customer = await api.newCustomer(shop.tenantId);
    await api.newCustomer(shop.tenantId);
    picture = await uploadPicture(customer);
    proof = await uploadProof(customer);
  });

  /** Unpacks an archive of a key with these permissions. */
  const archiveOf = async (permissions: string[]) => {
    const { client } = await newKey(shop.staff, permissions);
    const answer = await download(api.url, await newExport(client, { format: 'zip' }));
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="customers.zip"');
    const files = unzip(answer.bytes);
    return { files, names: [...files.keys()], lines: linesOf(files.get('customers.ndjson') ?? Buffer.of()) };
  };

  test('has the images beside the lines', async () => {
    const { files, names, lines } = await archiveOf(['exports:read', 'proofs:read']);
    const folder = `media/${customer.userId}`;
    expect(names).toEqual(['customers.ndjson', `${folder}/profile.webp`, `${folder}/${proof.id}.webp`]);
    expect(files.get(`${folder}/profile.webp`)).toEqual((await customer.get(picture)).bytes);
    expect(files.get(`${folder}/${proof.id}.webp`)).toEqual((await customer.get(proof.link)).bytes);
    expect(lines).toMatchObject([
      {
        profile_picture: `${folder}/profile.webp`,
        addresses: [{ id: proof.id, proof_image: `${folder}/${proof.id}.webp`, proof_status: 'pending' }],
      },
      { profile_picture: null, addresses: [] },
    ]);
  });

  test('has no proofs if its creator may not read them', async () => {
    const { names, lines } = await archiveOf(['exports:read']);
    expect(names).toEqual(['customers.ndjson', `media/${customer.userId}/profile.webp`]);
    expect(lines[0].addresses).toEqual([expect.objectContaining({ id: proof.id, proof_image: null })]);
  });

  test('with proofs is hidden from those who may not read proofs', async () => {
    const { tenantId, staff } = await newShop();
    const [archive, lines] = [await newExport(staff, { format: 'zip' }), await newExport(staff)];
    const developer = await api.newStaff(tenantId, 'developer');
    expect(idsOf((await developer.get(exportsPath)).body.results)).toEqual([lines.id]);
    expect((await developer.get(`${exportsPath}${archive.id}/`)).status).toBe(404);
    expect((await developer.delete(`${exportsPath}${archive.id}/`)).status).toBe(404);
    expect((await download(api.url, archive)).status).toBe(200);
    const own = await newExport(developer, { format: 'zip' });
    expect(own.includes_proofs).toBe(false);
    expect((await developer.get(`${exportsPath}${own.id}/`)).status).toBe(200);
  });
});

test('The link of an export is refused if it is forged or without its signature', async () => {
  const [{ tenantId, staff }, other] = [await newShop(), await newShop()];
  const created = await newExport(staff);
  const path = linkOf(created);
  const changed = [
    path.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')),
    path.replace(tenantId, other.tenantId),
    path.replace(created.id, (await newExport(staff)).id),
    path.replace('customers.ndjson', 'customers.zip'),
    path.replace(/expires=\d+/, 'expires=99999999999'),
    path.replace(/&signature=.*/, ''),
    path.split('?', 1)[0] ?? '',
    path.replace(tenantId, 'x'),
  ];
  for (const forged of changed) {
    expect([forged, (await anyone(api.url).get(forged)).status]).toEqual([forged, 404]);
    expect((await staff.get(forged)).status).toBe(404);
  }
  expect((await anyone(api.url).get(path)).status).toBe(200);
});
