import { beforeAll, describe, expect, test } from 'vitest';
import { eraseDueAccounts } from '../src/privacy/erase-accounts.ts';
import { newKey } from './acceptance/exported.ts';
import { uploadProof } from './acceptance/private-images.ts';
import { useApi } from './harness.ts';
import { addAddress, newShopAt, type Shop } from './shop.ts';

// On its own database, because the erasure covers all tenants.
const api = useApi({}, { ownDatabase: true });
beforeAll(() => api.dependencies.sealing.start());

// biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
type Body = any;

const newShop = (permissions?: readonly string[]) => newShopAt(api, permissions);

/** Reads events from a place on, until the newest event of now is among them. */
const eventsOf = async ({ tenantId, erp }: Shop, query = ''): Promise<Body[]> => {
  const [counted] = await api.sql<{ count: number }>('SELECT count(*)::int FROM audit_events WHERE tenant_id = $1', [
    tenantId,
  ]);
  const events: Body[] = [];
  for (let after = 0; ; ) {
    const { status, body } = await erp.get(`/api/events/?after=${after}&wait=5&limit=100${query}`);
    expect(status).toBe(200);
    events.push(...body.results);
    after = body.next_after;
    if (after >= (counted?.count ?? 0)) return events;
  }
};

const typesOf = (events: readonly Body[]): string[] => events.map(({ type }) => type);

describe('Events', () => {
  test('have all places of the trail, each with the hash of the one before', async () => {
    const shop = await newShop();
    for (const full_name of ['A', 'B', 'C'])
      await shop.customer.patch('/api/customer/profile/', { json: { full_name } });
    const events = await eventsOf(shop);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ previous_hash }) => previous_hash)).toEqual([
      '0'.repeat(64),
      ...events.slice(0, -1).map(({ hash }) => hash),
    ]);
  });

  test('tell what happened to an address, by whom, and in which fields', async () => {
    const shop = await newShop();
    const { id } = await addAddress(shop.customer);
    await shop.customer.patch(`/api/customer/addresses/${id}/`, {
      json: { label: 'Home', location: { latitude: 1, longitude: 2 } },
    });
    const key = await shop.erp.patch(`/api/customers/${shop.customer.userId}/addresses/${id}/`, {
      json: { city: 'Bonn' },
    });
    expect(key.status).toBe(200);
    const events = (await eventsOf(shop)).filter(({ object }) => object?.id === id);
    expect(events).toMatchObject([
      {
        type: 'address.created',
        customer_id: shop.customer.userId,
        actor: { kind: 'customer', id: shop.customer.userId },
      },
      { type: 'address.updated', changed: ['label', 'location'] },
      { type: 'address.updated', changed: ['city'], actor: { kind: 'key' } },
    ]);
    expect(events[0].changed).toContain('line1');
    expect(events[0].changed).not.toContain('company');
    for (const { data, object } of events) {
      expect(data).toMatchObject({ id, city: 'Bonn', metadata: {} });
      expect(object).toEqual({ type: 'address', id, version: data.version });
    }
  });

  test('of a deleted address have no data', async () => {
    const shop = await newShop();
    const { id } = await addAddress(shop.customer);
    await shop.customer.delete(`/api/customer/addresses/${id}/`);
    const events = (await eventsOf(shop)).filter(({ object }) => object?.id === id);
    expect(typesOf(events)).toEqual(['address.created', 'address.deleted']);
    expect(events.map(({ data, object }) => [data, object.version])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  test('tell of a proof that waits for a decision', async () => {
    const shop = await newShop();
    const { id } = await uploadProof(shop.customer);
    await shop.owner.post(`/api/staff/address-proofs/${id}/approve/`);
    const events = (await eventsOf(shop)).filter(({ object }) => object?.id === id);
    expect(typesOf(events)).toEqual(['address.created', 'proof.submitted', 'proof.approved']);
  });

  test('tell of sessions, keys and blocks', async () => {
    const shop = await newShop();
    await shop.erp.post(`/api/customers/${shop.customer.userId}/block/`, { json: { reason: 'Unpaid' } });
    await shop.erp.post(`/api/customers/${shop.customer.userId}/unblock/`);
    const { id } = await newKey(shop.owner, ['events:read']);
    await shop.owner.delete(`/api/tenant/keys/${id}/`);
    await shop.owner.post('/api/auth/logout/');
    const types = typesOf(await eventsOf(shop));
    for (const type of [
      'session.started',
      'customer.blocked',
      'customer.unblocked',
      'key.created',
      'key.revoked',
      'session.ended',
    ]) {
      expect(types).toContain(type);
    }
  });

  test('can be filtered by type and by customer', async () => {
    const shop = await newShop();
    const other = await api.newCustomer(shop.tenantId);
    await addAddress(shop.customer);
    await addAddress(other);
    expect(typesOf(await eventsOf(shop, '&type=address.created'))).toEqual(['address.created', 'address.created']);
    const ofCustomer = await eventsOf(shop, `&customer_id=${other.userId}`);
    expect(new Set(ofCustomer.map(({ customer_id }) => customer_id))).toEqual(new Set([other.userId]));
    expect(typesOf(await eventsOf(shop, `&customer_id=${other.userId}&type=address.created`))).toEqual([
      'address.created',
    ]);
  });

  test('come in pages, each from behind the one before', async () => {
    const shop = await newShop();
    const all = await eventsOf(shop);
    const first = await shop.erp.get('/api/events/?limit=2');
    expect(first.body).toMatchObject({ next_after: 2, sealed_to: all.length });
    const second = await shop.erp.get('/api/events/?limit=2&after=2');
    expect([...first.body.results, ...second.body.results].map(({ id }) => id)).toEqual(
      all.slice(0, 4).map(({ id }) => id),
    );
  });

  test('end with an empty page, whose place stays the same', async () => {
    const shop = await newShop();
    const { length } = await eventsOf(shop);
    const { body } = await shop.erp.get(`/api/events/?after=${length}`);
    expect(body).toEqual({ results: [], next_after: length, sealed_to: length });
  });

  test('reach a reader who waits for them', async () => {
    const shop = await newShop();
    const { length } = await eventsOf(shop);
    const waiting = shop.erp.get(`/api/events/?after=${length}&wait=25`);
    await addAddress(shop.customer);
    expect(typesOf((await waiting).body.results)).toEqual(['address.created']);
  });

  test('have no data of objects that the key may not read', async () => {
    const shop = await newShop(['events:read', 'addresses:read']);
    await addAddress(shop.customer);
    for (const { type, data } of await eventsOf(shop)) {
      if (type === 'address.created') expect(data).toMatchObject({ line1: 'Main 1' });
      else expect(data).toBeNull();
    }
  });

  test('of another tenant are not among them', async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const ids = new Set((await eventsOf(shop)).map(({ tenant_id }) => tenant_id));
    expect(ids).toEqual(new Set([shop.tenantId]));
    const { body } = await other.erp.get(`/api/events/?customer_id=${shop.customer.userId}`);
    expect(body.results).toEqual([]);
  });

  test('remain after an erasure, without data and changed fields', async () => {
    const shop = await newShop();
    await addAddress(shop.customer);
    await eventsOf(shop);
    await api.setTenant(shop.tenantId, 'erasure_days', '0');
    await shop.erp.delete(`/api/customers/${shop.customer.userId}/`);
    await eraseDueAccounts(api.dependencies);
    const events = await eventsOf(shop, `&customer_id=${shop.customer.userId}`);
    expect(typesOf(events)).toContain('customer.erased');
    expect(typesOf(events)).toContain('address.created');
    expect(JSON.stringify(events)).not.toContain(shop.customer.email);
    for (const { data, changed } of events) expect([data, changed]).toEqual([null, []]);
  });

  test.each(['-1', '1.5', 'x', '99999999999999999999', ''])('are refused after the place "%s"', async (after) => {
    const shop = await newShop(['events:read']);
    const { status, body } = await shop.erp.get(`/api/events/?after=${after}`);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'validation_failed', 'after']);
  });

  test('are refused after a place that does not exist, with the last one', async () => {
    const shop = await newShop(['events:read']);
    const { length } = await eventsOf(shop);
    const { status, body } = await shop.erp.get(`/api/events/?after=${length + 1}`);
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ field: 'after', code: 'event_unknown' }]);
    expect(body.detail).toContain(String(length));
  });

  test('are refused for an unknown type and a wait of an hour', async () => {
    const shop = await newShop(['events:read']);
    expect((await shop.erp.get('/api/events/?type=address.exploded')).body.errors[0].field).toBe('type');
    expect((await shop.erp.get('/api/events/?wait=3600')).body.errors[0].field).toBe('wait');
  });

  test('are for those with the permission', async () => {
    const shop = await newShop(['customers:read']);
    const { status, body } = await shop.erp.get('/api/events/');
    expect([status, body.required_permission]).toEqual([403, 'events:read']);
  });
});
