import { rename, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { useApi } from './harness.ts';

const api = useApi();
const addresses = '/api/customer/addresses/';
const address = { recipient_name: 'A', line1: 'B', city: 'Berlin', postal_code: '10117', country: 'DE' };

const setName = (customer: SignedInClient) => customer.patch('/api/customer/profile/', { json: { full_name: 'Ada' } });
const setPicture = async (customer: SignedInClient) =>
  customer.patch('/api/customer/profile/', { form: form({ field: 'profile_picture', bytes: await png() }) });
const filesOf = async ({ userId }: SignedInClient) => (await api.files()).filter((file) => file.includes(userId));

describe('Writes of a customer', () => {
  test('do not count for a server error', async () => {
    const limits = { 'limits.writes_per_customer': '2', 'limits.uploads_per_customer': '1' };
    const customer = await api.newCustomer(await api.newTenant(limits));
    const media = join(api.dataDir, 'media');
    await rename(media, `${media}-elsewhere`);
    for (let i = 0; i < 5; i++) expect((await setPicture(customer)).status).toBe(503);
    await rename(`${media}-elsewhere`, media);
    expect([(await setPicture(customer)).status, (await setName(customer)).status]).toEqual([200, 200]);
    expect((await setName(customer)).status).toBe(429);
  });
});

test('Uploads beyond the limit of an hour are refused without a leftover file, and other writes are not', async () => {
  const customer = await api.newCustomer(await api.newTenant({ 'limits.uploads_per_customer': '2' }));
  for (let i = 0; i < 2; i++) expect((await setPicture(customer)).status).toBe(200);
  const before = await filesOf(customer);
  const refused = await setPicture(customer);
  expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited' } });
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(60);
  expect(await filesOf(customer)).toEqual(before);
  expect((await setName(customer)).status).toBe(200);
});

describe('Deleted addresses beyond the tenant’s limit', () => {
  const addAndDelete = async (customer: SignedInClient): Promise<string> => {
    const proof = form({ field: 'proof_image', bytes: await png() }, address);
    const { body } = await customer.post(addresses, { form: proof });
    expect((await customer.delete(`${addresses}${body.id}/`)).status).toBe(204);
    return body.id;
  };

  test('are purged with their files, oldest first, and audited', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.restorable_addresses': '2' }));
    const live = await customer.post(addresses, { form: form({ field: 'proof_image', bytes: await png() }, address) });
    const deleted: string[] = [];
    for (let i = 0; i < 5; i++) deleted.push(await addAndDelete(customer));
    const { results } = (await customer.get(`${addresses}?deleted=true`)).body;
    expect(results.map(({ id }: { id: string }) => id)).toEqual(deleted.slice(3).reverse());
    expect((await customer.post(`${addresses}${deleted[2]}/restore/`)).status).toBe(404);

    await runMaintenance(api.dependencies);
    for (const file of await filesOf(customer)) await utimes(file, new Date(0), new Date(0));
    await runMaintenance(api.dependencies);
    expect(await filesOf(customer)).toHaveLength(9);
    const rows = await api.sql<{ id: string }>('SELECT id FROM addresses WHERE user_id = $1', [customer.userId]);
    expect(rows.map(({ id }) => id).sort()).toEqual([live.body.id, ...deleted.slice(3)].sort());
    const dropped = await api.sql<{ action: string }>(
      'SELECT action FROM audit_events WHERE entity_id = $1 ORDER BY id',
      [deleted[0]],
    );
    expect(dropped.map(({ action }) => action)).toEqual([
      'address.created',
      'address.proof_submitted',
      'address.deleted',
      'address.dropped',
      'address.purged',
    ]);
    expect((await customer.post(`${addresses}${deleted[4]}/restore/`)).status).toBe(200);
  });
});
