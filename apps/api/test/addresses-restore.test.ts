import { utimes } from 'node:fs/promises';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { runMaintenance } from '../src/jobs/maintenance.ts';
import { useApi } from './harness.ts';

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

const addWithProof = async (customer: SignedInClient) => {
  const created = await customer.post(path, { form: form({ field: 'proof_image', bytes: await png() }, address) });
  expect(created.status).toBe(201);
  return created.body;
};

/** Ages a deletion instead of the clock, because the purge covers all tenants and other suites share the database. */
const ageDeletion = (id: string, days: number) =>
  api.sql(`UPDATE addresses SET deleted_at = deleted_at - $2 * interval '1 day' WHERE id = $1`, [id, days]);

const eventsOf = (id: string) =>
  api.sql<{ action: string; actor: string; user_id: string; before: object | null; after: object | null }>(
    `SELECT e.action, e.actor, e.user_id, v.before, v.after
       FROM audit_events e JOIN audit_values v ON v.tenant_id = e.tenant_id AND v.event_id = e.id
      WHERE e.entity_id = $1 ORDER BY e.id`,
    [id],
  );

describe('A deleted address', () => {
  test('that is the only one is restored only with a confirmed e-mail, if the tenant requires that', async () => {
    const tenantId = await api.newTenant();
    const customer = await api.newCustomer(tenantId);
    const { id } = await add(customer);
    const second = await add(customer, { line1: 'Second' });
    await customer.delete(`${path}${id}/`);
    await api.setTenant(tenantId, 'require_verified_email', 'true');
    const restore = (which: string) => customer.post(`${path}${which}/restore/`);
    expect((await restore(id)).status).toBe(200);
    for (const which of [id, second.id]) await customer.delete(`${path}${which}/`);
    expect(await restore(id)).toMatchObject({ status: 403, body: { code: 'email_not_verified' } });
    const overTrpc = await customer.mutate('address.restore', { id });
    expect(overTrpc).toMatchObject({ status: 403, body: { error: { data: { code: 'email_not_verified' } } } });
    expect((await customer.get(path)).body.results).toEqual([]);
    await api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [customer.userId]);
    expect((await customer.mutate('address.restore', { id })).body.result.data).toMatchObject({ id, deleted_at: null });
  });

  test('is listed without its proof, and is restored with it but not as a default', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    const existing = await add(customer);
    const { id, proof_image } = await addWithProof(customer);
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
    expect(new URL(body.proof_image, api.url).pathname).toBe(new URL(proof_image, api.url).pathname);
    expect((await customer.get(body.proof_image)).status).toBe(200);
    const read = await customer.get(`${path}${id}/`);
    expect(read.headers.get('etag')).toBe(headers.get('etag'));
    expect({ ...read.body, duplicate_of: existing.id }).toEqual(body);
    expect((await customer.get(`${path}?deleted=true`)).body.results).toEqual([]);
    expect((await eventsOf(id)).at(-1)).toMatchObject({ action: 'address.restored', after: { deletedAt: null } });
  });

  test('is restored over tRPC too', async () => {
    const customer = await api.newCustomer(await api.newTenant());
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
    const customer = await api.newCustomer(await api.newTenant());
    const { id } = await add(customer);
    expect((await customer.post(`${path}${id}/restore/`)).body.code).toBe('conflict');
    await customer.delete(`${path}${id}/`);
    const restore = (tag: string) => customer.post(`${path}${id}/restore/`, { headers: { 'If-Match': tag } });
    expect((await restore('"1.1"')).status).toBe(412);
    expect((await restore('"2.1"')).status).toBe(200);
  });

  test('is restored once by concurrent requests', async () => {
    const customer = await api.newCustomer(await api.newTenant());
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

  test('can be restored for the days of the tenant setting, and not later', async () => {
    const customer = await api.newCustomer(await api.newTenant({ restore_days: '3' }));
    const [soon, late] = [await add(customer), await add(customer)];
    for (const { id } of [soon, late]) await customer.delete(`${path}${id}/`);
    await ageDeletion(soon.id, 2.9);
    await ageDeletion(late.id, 3);
    expect(ids((await customer.get(`${path}?deleted=true`)).body.results)).toEqual([soon.id]);
    expect((await customer.post(`${path}${late.id}/restore/`)).body.code).toBe('not_found');
    expect((await customer.post(`${path}${soon.id}/restore/`)).status).toBe(200);
  });

  test('cannot be listed or restored by another customer', async () => {
    const tenantId = await api.newTenant();
    const [owner, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    const { id } = await add(owner);
    await owner.delete(`${path}${id}/`);
    expect((await other.get(`${path}?deleted=true`)).body.results).toEqual([]);
    expect((await other.post(`${path}${id}/restore/`)).status).toBe(404);
  });
});

describe('A default that is deleted', () => {
  test('has no successor by default', async () => {
    const customer = await api.newCustomer(await api.newTenant());
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
    const heir = (await customer.get(`${path}${third.id}/`)).body;
    expect(heir).toMatchObject({ is_default_shipping: true, is_default_billing: true, version: 2 });
    expect((await eventsOf(third.id)).at(-1)?.action).toBe('address.default_moved');
    const restored = (await customer.post(`${path}${first.id}/restore/`)).body;
    expect(restored).toMatchObject({ is_default_shipping: false, is_default_billing: false });
    await customer.delete(`${path}${first.id}/`);
    // The last address has no successor.
    expect((await customer.delete(`${path}${third.id}/`)).status).toBe(204);
  });
});

describe('The purge', () => {
  test('deletes expired addresses with their files, records events, and leaves other addresses', async () => {
    const customer = await api.newCustomer(await api.newTenant({ restore_days: '7' }));
    const [live, restorable, expired] = [
      await addWithProof(customer),
      await addWithProof(customer),
      await add(customer),
    ];
    const expiredWithProof = await addWithProof(customer);
    for (const { id } of [restorable, expired, expiredWithProof]) await customer.delete(`${path}${id}/`);
    await ageDeletion(restorable.id, 6);
    for (const { id } of [expired, expiredWithProof]) await ageDeletion(id, 8);
    const files = async () => (await api.files()).filter((file) => file.includes(customer.userId));
    const before = await files();
    expect(before).toHaveLength(9);
    await runMaintenance(api.dependencies);
    const rows = await api.sql<{ id: string }>('SELECT id FROM addresses WHERE user_id = $1', [customer.userId]);
    expect(ids(rows).sort()).toEqual([live.id, restorable.id].sort());
    // The grace period for backups is an hour.
    expect(await files()).toEqual(before);
    for (const file of before) await utimes(file, new Date(0), new Date(0));
    await runMaintenance(api.dependencies);
    const left = await files();
    const name = new URL(expiredWithProof.proof_image, api.url).pathname.split('/').at(-1) ?? '';
    expect(left).toEqual(before.filter((file) => !file.endsWith(name)));
    expect(left).toHaveLength(6);
    const [, , purged] = await eventsOf(expired.id);
    expect(purged).toMatchObject({
      action: 'address.purged',
      actor: 'operator',
      user_id: customer.userId,
      after: null,
    });
    expect(Object.keys(purged?.before ?? {})).toEqual(['deletedAt']);
    expect((await customer.post(`${path}${restorable.id}/restore/`)).status).toBe(200);
  });

  test('handles several batches, and two concurrent runs delete each row once', async () => {
    const customer = await api.newCustomer(await api.newTenant());
    await api.sql(
      `INSERT INTO addresses (tenant_id, id, user_id, recipient_name, line1, country, updated_at, deleted_at)
       SELECT $1, gen_random_uuid(), $2, 'A', 'B', 'GB', now(), now() - interval '31 days' FROM generate_series(1, 230)`,
      [customer.tenantId, customer.userId],
    );
    await Promise.all([runMaintenance(api.dependencies), runMaintenance(api.dependencies)]);
    await runMaintenance(api.dependencies);
    const [counts] = await api.sql(
      `SELECT (SELECT count(*)::int FROM addresses WHERE tenant_id = $1) AS rows, count(*)::int AS events,
              count(DISTINCT entity_id)::int AS entities
         FROM audit_events WHERE tenant_id = $1 AND action = 'address.purged'`,
      [customer.tenantId],
    );
    expect(counts).toEqual({ rows: 0, events: 230, entities: 230 });
  });
});
