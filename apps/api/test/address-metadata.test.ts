import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import type { AppRouter } from '@doorstep/trpc';
import { createTRPCClient, httpLink } from '@trpc/client';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { unzip } from './acceptance/zip.ts';
import { useApi } from './harness.ts';
import { registerOwner } from './isolation-owner.ts';
import { inputOf, type Procedure, procedures, transports } from './procedure-cases.ts';

const api = useApi();
const own = '/api/customer/addresses/';
const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
const metadata = { tier: 'gold', 'ERP id': '1001' };

const newStaff = async (tenantId: string): Promise<SignedInClient> => {
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, 'support');
  return staff;
};

/** A customer, a member of staff, and the path of the customer's addresses for staff. */
const newCounter = async () => {
  const customer = await api.newCustomer(await api.newTenant());
  return {
    customer,
    staff: await newStaff(customer.tenantId),
    at: `/api/customers/${customer.userId}/addresses/`,
  };
};

/** An address with metadata, and its path for staff. */
const newAddress = async (counter: { staff: SignedInClient; at: string }) => {
  const { status, body } = await counter.staff.post(counter.at, { json: { ...address, metadata } });
  expect(status).toBe(201);
  return { id: body.id as string, path: `${counter.at}${body.id}/` };
};

/** The procedures that answer an address or a page of them, by the name of the customer's own. */
const answering = procedures.filter(
  ({ name, contract }) => name.startsWith('address.') && !(contract.output instanceof z.ZodVoid),
);
const onBehalfOf = ({ name }: Procedure): Procedure => {
  const derived = procedures.find((procedure) => procedure.name === `customers.${name}`);
  if (!derived) throw new Error(`There is no customers.${name}`);
  return derived;
};

describe.each(Object.entries(transports))('Over %s', (_transport, call) => {
  test.each(answering.map((procedure) => ({ ...procedure, toString: () => procedure.name })))(
    '$name shows metadata to staff, and not to the customer',
    async (procedure) => {
      const owner = await registerOwner(api, await api.newTenant(), '');
      const staff = await newStaff(owner.customer.tenantId);
      const [mine, theirs] = [inputOf(procedure, owner), inputOf(onBehalfOf(procedure), owner)];
      const answer = await call(owner.customer, procedure, mine);
      expect(answer.status).toBeLessThan(300);
      expect(JSON.stringify(answer.body)).not.toContain('metadata');
      if (procedure.name === 'address.restore') {
        await owner.customer.delete(`${own}${owner.deletedAddressId}/`);
      }
      const shown = await call(staff, onBehalfOf(procedure), theirs);
      expect(shown.status).toBeLessThan(300);
      expect(JSON.stringify(shown.body)).toContain('"metadata":{}');
    },
  );
});

describe('Metadata of an address', () => {
  test('is empty for a new address without metadata', async () => {
    const { staff, at } = await newCounter();
    expect((await staff.post(at, { json: address })).body.metadata).toEqual({});
  });

  test('is merged by PATCH, which removes a key with null, and raises the version', async () => {
    const counter = await newCounter();
    const { path } = await newAddress(counter);
    const before = await counter.staff.get(path);
    expect(before.body).toMatchObject({ metadata, version: 1 });
    const current = { 'If-Match': String(before.headers.get('etag')) };
    const json = { metadata: { tier: null, route: '7' } };
    const changed = await counter.staff.patch(path, { json, headers: current });
    expect(changed.body).toMatchObject({ metadata: { 'ERP id': '1001', route: '7' }, version: 2 });
    expect(changed.body.metadata).not.toHaveProperty('tier');
    expect((await counter.staff.patch(path, { json, headers: current })).status).toBe(412);
    const labelled = await counter.staff.patch(path, { json: { label: 'Home' } });
    expect(labelled.body.metadata).toEqual({ 'ERP id': '1001', route: '7' });
  });

  test('is replaced by PUT, and removed by one without metadata', async () => {
    const counter = await newCounter();
    const { path } = await newAddress(counter);
    const replaced = await counter.staff.put(path, { json: { ...address, metadata: { route: '7' } } });
    expect(replaced.body.metadata).toEqual({ route: '7' });
    expect((await counter.staff.put(path, { json: address })).body.metadata).toEqual({});
  });

  test('stays through every write of the customer, who can neither set nor change it', async () => {
    const counter = await newCounter();
    const { customer, staff } = counter;
    const { id, path } = await newAddress(counter);
    const json = { ...address, label: 'Home', metadata: { tier: 'stolen' } };
    expect((await customer.put(`${own}${id}/`, { json })).status).toBe(200);
    expect((await customer.patch(`${own}${id}/`, { json })).status).toBe(200);
    const fields = { ...address, metadata: '{"tier":"stolen"}' };
    expect((await customer.put(`${own}${id}/`, { form: form(null, fields) })).status).toBe(200);
    // Another default moves this one, and a deletion and a restore write the row too.
    await customer.patch(`${own}${id}/`, { json: { is_default_billing: true } });
    const created = await customer.post(own, { json: { ...json, line1: 'Main 2', is_default_billing: true } });
    expect((await customer.delete(`${own}${id}/`)).status).toBe(204);
    expect((await customer.post(`${own}${id}/restore/`)).status).toBe(200);
    expect((await staff.get(path)).body).toMatchObject({ metadata, is_default_billing: false });
    expect((await staff.get(`${counter.at}${created.body.id}/`)).body.metadata).toEqual({});
  });

  test('is in the trail, and in nothing that the customer can read', async () => {
    const counter = await newCounter();
    const { customer, staff } = counter;
    const { id, path } = await newAddress(counter);
    await staff.patch(path, { json: { metadata: { tier: 'platinum' } } });
    const trail = await api.sql<{ before: object; after: object }>(
      `SELECT v.before, v.after FROM audit_events e JOIN audit_values v ON v.event_id = e.id
        WHERE e.entity_id = $1 AND e.action = 'address.updated'`,
      [id],
    );
    expect(trail).toMatchObject([{ before: { metadata }, after: { metadata: { ...metadata, tier: 'platinum' } } }]);
    const archive = unzip((await customer.post('/api/customer/export/')).bytes);
    const exported = [...archive.values()].map((file) => file.toString()).join();
    const { results } = (await customer.get('/api/customer/activity/')).body;
    const activity = JSON.stringify(results);
    const updates = results.filter(({ action }: { action: string }) => action === 'address.updated');
    expect(updates).toMatchObject([{ entity_id: id, by: 'staff', changes: [] }]);
    for (const text of [exported, activity]) {
      expect(text).toContain(id);
      expect(text).not.toMatch(/metadata|gold|platinum|ERP id/);
    }
  });

  test('is the same in the answer to a repeated request, even with a key that looks like a stored date', async () => {
    const { staff, at } = await newCounter();
    const odd = { $date: '2026-01-01', $$date: 'x', __proto: 'y', ...metadata };
    const send = () => staff.post(at, { json: { ...address, metadata: odd }, headers: { 'Idempotency-Key': 'a key' } });
    const [first, second] = [await send(), await send()];
    expect(first.body.metadata).toEqual(odd);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.body).toEqual(first.body);
    const other = await staff.post(at, { json: { ...address, metadata }, headers: { 'Idempotency-Key': 'a key' } });
    expect(other.body.code).toBe('idempotency_key_reused');
  });

  test('is a JSON text in a form', async () => {
    const { staff, at } = await newCounter();
    const proof = { field: 'proof_image', bytes: await png(300, 300) };
    const texts = { ...address, metadata: JSON.stringify(metadata) };
    const created = await staff.post(at, { form: form(proof, texts) });
    expect(created.body).toMatchObject({ metadata, proof_status: 'pending' });
    const path = `${at}${created.body.id}/`;
    const changed = await staff.patch(path, { form: form(null, { metadata: '{"tier":null}' }) });
    expect(changed.body.metadata).toEqual({ 'ERP id': '1001' });
    for (const text of ['gold', '[]', '"gold"', '7', '{"tier":', '']) {
      const refused = await staff.patch(path, { form: form(null, { metadata: text }) });
      expect(refused).toMatchObject({ status: 400, body: { errors: [{ field: 'metadata' }] } });
    }
  });

  test('has at most 50 keys, also after a merge', async () => {
    const counter = await newCounter();
    const { path } = await newAddress(counter);
    const keys = (from: number, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`key ${from + index}`, 'x']));
    const tooMany = { status: 400, body: { errors: [{ field: 'metadata', code: 'too_many_keys' }] } };
    const post = (given: object) => counter.staff.post(counter.at, { json: { ...address, metadata: given } });
    expect(await post(keys(0, 51))).toMatchObject(tooMany);
    expect(await post(keys(0, 5000))).toMatchObject(tooMany);
    expect((await post(keys(0, 50))).status).toBe(201);
    expect(await counter.staff.patch(path, { json: { metadata: keys(0, 49) } })).toMatchObject(tooMany);
    const swapped = { ...keys(0, 49), tier: null };
    expect((await counter.staff.patch(path, { json: { metadata: swapped } })).status).toBe(200);
  });

  test('has a type over tRPC for staff, and none for the customer', async () => {
    const counter = await newCounter();
    const { customer, staff } = counter;
    const { id } = await newAddress(counter);
    const { accessToken, tenantId } = staff;
    const headers = { Authorization: `Bearer ${accessToken}`, 'X-Tenant-ID': tenantId };
    const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${api.url}/trpc`, headers })] });
    const read = await client.customers.address.get.query({ customer_id: customer.userId, id });
    expect(read.metadata).toEqual(metadata);
    type Own = Awaited<ReturnType<typeof client.address.get.query>>;
    expectTypeOf<Own>().not.toHaveProperty('metadata');
    expectTypeOf(read.metadata).toEqualTypeOf<Record<string, string>>();
  });
});
