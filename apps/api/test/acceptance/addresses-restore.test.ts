import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { uploadProof } from './private-images.ts';

const api = useApi();
const path = '/api/customer/addresses/';
const home = { recipient_name: 'Ada Lovelace', line1: '12 St James’s Square', city: 'London', country: 'GB' };
const address = { ...home, postal_code: 'SW1Y 4JH' };
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id);

const add = async (customer: SignedInClient, fields: object = {}) => {
  const { status, body } = await customer.post(path, { json: { ...address, ...fields } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

/** The last event of an address in the activity of its customer. */
const lastEventOf = async (customer: SignedInClient, id: string) => {
  const { results } = (await customer.get('/api/customer/activity/')).body;
  return results.find(({ entity_id }: { entity_id: string }) => entity_id === id);
};

describe('A deleted address', () => {
  test('is listed without its proof, and is restored with it but not as a default', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const existing = await add(customer);
    const { id, link } = await uploadProof(customer, address);
    const before = (await customer.patch(`${path}${id}/`, { json: { is_default_shipping: true } })).body;
    await customer.delete(`${path}${id}/`);
    const { results } = (await customer.get(`${path}?deleted=true`)).body;
    expect(results).toEqual([
      {
        ...before,
        duplicate_of: undefined,
        proof_image: null,
        is_default_shipping: false,
        version: 3,
        updated_at: expect.any(String),
        deleted_at: expect.any(String),
      },
    ]);
    expect(ids((await customer.get(path)).body.results)).toEqual([existing.id]);
    const { status, body, headers } = await customer.post(`${path}${id}/restore/`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ deleted_at: null, is_default_shipping: false, proof_status: 'pending', version: 4 });
    expect(headers.get('etag')).toMatch(/^"4\./);
    expect(new URL(body.proof_image, api.url).pathname).toBe(new URL(link, api.url).pathname);
    expect((await customer.get(body.proof_image)).status).toBe(200);
    const read = await customer.get(`${path}${id}/`);
    expect(read.headers.get('etag')).toBe(headers.get('etag'));
    expect({ ...read.body, duplicate_of: existing.id }).toEqual(body);
    expect((await customer.get(`${path}?deleted=true`)).body.results).toEqual([]);
    expect(await lastEventOf(customer, id)).toMatchObject({
      action: 'address.restored',
      changes: expect.arrayContaining([{ field: 'deleted_at', before: expect.any(String), after: null }]),
    });
  });

  test('is restored over tRPC too', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { id } = await add(customer);
    await customer.mutate('address.delete', { id });
    const { body: deleted } = await customer.query('address.list', { deleted: true });
    expect(ids(deleted.result.data.results)).toEqual([id]);
    const stale = await customer.mutate('address.restore', { id, expected_version: 1 });
    expect(stale.body.error.data.code).toBe('precondition_failed');
    const restored = await customer.mutate('address.restore', { id, expected_version: 2 });
    expect(restored.body.result.data).toMatchObject({ id, version: 3, deleted_at: null });
  });

  test('is restored only in the expected version, and only while it is deleted', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { id } = await add(customer);
    expect((await customer.post(`${path}${id}/restore/`)).body.code).toBe('conflict');
    await customer.delete(`${path}${id}/`);
    const restore = (tag: string) => customer.post(`${path}${id}/restore/`, { headers: { 'If-Match': tag } });
    expect((await restore('"1.1"')).status).toBe(412);
    expect((await restore('"2.1"')).status).toBe(200);
  });

  test('is restored once by concurrent requests', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { id } = await add(customer);
    await customer.delete(`${path}${id}/`);
    const answers = await Promise.all(Array.from({ length: 5 }, () => customer.post(`${path}${id}/restore/`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  });

  test('is not restored beyond the limit of addresses, but after another one is deleted', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.live_addresses': '2' }));
    const { id } = await add(customer);
    await customer.delete(`${path}${id}/`);
    const [one] = [await add(customer), await add(customer)];
    expect(await customer.post(`${path}${id}/restore/`)).toMatchObject({
      status: 409,
      body: { code: 'address_limit_reached' },
    });
    await customer.delete(`${path}${one.id}/`);
    expect((await customer.post(`${path}${id}/restore/`)).status).toBe(200);
  });

  test('cannot be listed or restored by another customer', async () => {
    const tenantId = await api.sharedTenant();
    const [owner, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    const { id } = await add(owner);
    await owner.delete(`${path}${id}/`);
    expect((await other.get(`${path}?deleted=true`)).body.results).toEqual([]);
    expect((await other.post(`${path}${id}/restore/`)).status).toBe(404);
  });
});

describe('A default that is deleted', () => {
  test('has no successor by default', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const other = await add(customer);
    const { id } = await add(customer, { is_default_shipping: true });
    await customer.delete(`${path}${id}/`);
    expect((await customer.get(`${path}${other.id}/`)).body).toMatchObject({ is_default_shipping: false, version: 1 });
  });

  test('passes to the newest address with an event, if the tenant has chosen that', async () => {
    const customer = await api.newCustomer(await api.newTenant({ default_passes_on: 'true' }));
    const first = await add(customer, { is_default_shipping: true, is_default_billing: true });
    const [second, third] = [await add(customer), await add(customer)];
    await customer.delete(`${path}${second.id}/`);
    expect((await customer.get(`${path}${third.id}/`)).body).toMatchObject({ is_default_shipping: false, version: 1 });
    await customer.delete(`${path}${first.id}/`);
    const nextDefault = (await customer.get(`${path}${third.id}/`)).body;
    expect(nextDefault).toMatchObject({ is_default_shipping: true, is_default_billing: true, version: 2 });
    expect((await lastEventOf(customer, third.id)).action).toBe('address.default_moved');
    const restored = (await customer.post(`${path}${first.id}/restore/`)).body;
    expect(restored).toMatchObject({ is_default_shipping: false, is_default_billing: false });
    await customer.delete(`${path}${first.id}/`);
    // The last address has no successor.
    expect((await customer.delete(`${path}${third.id}/`)).status).toBe(204);
  });
});
