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
