import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const minimal = {
  recipient_name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};

const add = async (customer: SignedInClient, fields: object = {}) => {
  const { status, body } = await customer.post(path, { json: { ...minimal, ...fields } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

describe('An address', () => {
  test('is added with Location and ETag, and reads as the answer showed it', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const full = {
      ...minimal,
      label: 'Work',
      company: 'Analytical Engines',
      phone: '+442079460000',
      line2: 'Floor 2',
      line3: 'Door 7',
      district: 'St James',
      city: 'London',
      state: 'Greater London',
      postal_code: 'SW1Y 4JH',
      sorting_code: 'X1',
      location: { latitude: 51.507, longitude: -0.135 },
      delivery_instructions: 'Ring twice',
      is_default_shipping: true,
    };
    const { status, body, headers } = await customer.post(path, { json: full });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...full,
      is_default_billing: false,
      proof_image: null,
      proof_status: 'none',
      version: 1,
    });
    expect(headers.get('location')).toMatch(new RegExp(`${path}${body.id}/$`));
    const read = await customer.get(`${path}${body.id}/`);
    expect(read.body).toEqual(body);
    expect(read.headers.get('etag')).toBe(headers.get('etag'));
    expect(
      (await customer.get(`${path}${body.id}/`, { headers: { 'If-None-Match': `${headers.get('etag')}` } })).status,
    ).toBe(304);
  });

  test('is refused with all faults at once', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { status, body } = await customer.post(path, {
      json: {
        recipient_name: ' ',
        country: 'Germany',
        label: 'x'.repeat(61),
        city: 5,
        phone: '+0151',
        location: { latitude: 91 },
      },
    });
    expect(status).toBe(400);
    const faults = body.errors.map(({ field, code }: { field: string; code: string }) => [field, code]);
    expect(Object.fromEntries(faults)).toEqual({
      recipient_name: 'required',
      line1: 'required',
      country: 'country_invalid',
      label: 'too_long',
      city: 'invalid_type',
      phone: 'phone_invalid',
      'location.latitude': 'too_large',
      'location.longitude': 'required',
    });
  });

  test('has lengths in code points and stores every script unchanged', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const label = '🏠'.repeat(60);
    const body = await add(customer, { label, city: 'القاهرة', line2: '東京都千代田区', district: "d'Órsay <b>&amp;" });
    expect(body).toMatchObject({ label, city: 'القاهرة', line2: '東京都千代田区', district: "d'Órsay <b>&amp;" });
    const tooLong = await customer.post(path, { json: { ...minimal, label: `${label}x` } });
    expect(tooLong.body.errors[0].code).toBe('too_long');
  });

  test('is replaced by PUT except for its proof, and merged by PATCH', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const created = await customer.post(path, {
      form: form(
        { field: 'proof_image', bytes: await png() },
        {
          ...minimal,
          label: 'Old',
          phone: '+442079460000',
          latitude: '51.5',
          longitude: '-0.1',
          is_default_billing: 'true',
        },
      ),
    });
    expect(created.status).toBe(201);
    const { id, proof_image } = created.body;
    expect(created.body).toMatchObject({
      location: { latitude: 51.5, longitude: -0.1 },
      is_default_billing: true,
      proof_status: 'pending',
    });
    const patched = await customer.patch(`${path}${id}/`, { json: { city: 'Bath' } });
    expect(patched.body).toMatchObject({
      label: 'Old',
      city: 'Bath',
      phone: '+442079460000',
      version: 2,
      proof_image,
    });
    const replaced = await customer.put(`${path}${id}/`, {
      json: { ...minimal, proof_image: 'https://elsewhere.example/x' },
    });
    expect(replaced.body).toMatchObject({
      label: '',
      city: 'London',
      state: '',
      phone: null,
      location: null,
      is_default_billing: false,
      proof_image,
      proof_status: 'pending',
      version: 3,
    });
    const removed = await customer.patch(`${path}${id}/`, { json: { proof_image: null } });
    expect(removed.body).toMatchObject({ proof_image: null, proof_status: 'none' });
    expect((await customer.get(proof_image)).status).toBe(404);
  });

  test('can be sent back exactly as it was read', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const created = await add(customer, { label: 'Home', is_default_shipping: true });
    const { status, body } = await customer.put(`${path}${created.id}/`, { json: created });
    expect(status).toBe(200);
    expect({ ...body, version: 0, updated_at: '' }).toEqual({ ...created, version: 0, updated_at: '' });
  });

  test('has faults that name the fields of a form', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { body } = await customer.post(path, {
      form: form(null, { ...minimal, latitude: 'north', longitude: '200' }),
    });
    expect(body.errors.map(({ field }: { field: string }) => field).sort()).toEqual(['latitude', 'longitude']);
  });

  test('disappears from every answer with its proof when it is deleted', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const created = await customer.post(path, { form: form({ field: 'proof_image', bytes: await png() }, minimal) });
    const { id, proof_image } = created.body;
    const stale = await customer.delete(`${path}${id}/`, { headers: { 'If-Match': '"7.7"' } });
    expect(stale.status).toBe(412);
    expect((await customer.delete(`${path}${id}/`)).status).toBe(204);
    expect((await customer.get(`${path}${id}/`)).status).toBe(404);
    expect((await customer.get(path)).body.results).toEqual([]);
    expect((await customer.get(proof_image)).status).toBe(404);
    expect((await customer.delete(`${path}${id}/`)).status).toBe(404);
  });
});

describe('Defaults', () => {
  test('move in one step and raise both versions', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const first = await add(customer, { is_default_shipping: true, is_default_billing: true });
    const second = await add(customer, { is_default_shipping: true });
    const old = (await customer.get(`${path}${first.id}/`)).body;
    expect(old).toMatchObject({ is_default_shipping: false, is_default_billing: true, version: 2 });
    await customer.patch(`${path}${second.id}/`, { json: { is_default_billing: true } });
    expect((await customer.get(`${path}${first.id}/`)).body).toMatchObject({ is_default_billing: false, version: 3 });
  });

  test('remain one of each kind under concurrent writes', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const created = await Promise.all(Array.from({ length: 8 }, () => add(customer, { is_default_shipping: true })));
    await Promise.all(created.map(({ id }) => customer.patch(`${path}${id}/`, { json: { is_default_billing: true } })));
    const { results } = (await customer.get(path)).body;
    const count = (kind: string) => results.filter((row: Record<string, boolean>) => row[kind]).length;
    expect([count('is_default_shipping'), count('is_default_billing')]).toEqual([1, 1]);
  });
});

describe('The address limit', () => {
  test('holds under concurrent writes, and deleting an address frees a place', async () => {
    const customer = await api.newCustomer(await api.newTenant({ 'limits.live_addresses': '3' }));
    const answers = await Promise.all(Array.from({ length: 7 }, () => customer.post(path, { json: minimal })));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ body }) => body.code === 'address_limit_reached')).toHaveLength(4);
    const { results } = (await customer.get(path)).body;
    await customer.delete(`${path}${results[0].id}/`);
    await add(customer);
  });
});

describe('The list of addresses', () => {
  test('pages newest first, and is complete while addresses are added', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const labels = ['1', '2', '3', '4', '5'];
    for (const label of labels) await add(customer, { label });
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await customer.get(`${path}?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.results.map(({ label }: { label: string }) => label));
      await add(customer, { label: 'late' });
      cursor = body.next_cursor ?? '';
    } while (cursor);
    expect(seen).toEqual(['5', '4', '3', '2', '1']);
  });

  test('filters by country', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    await add(customer, { country: 'GB' });
    const french = await add(customer, { country: 'fr', postal_code: '75008', city: 'Paris' });
    expect((await customer.get(`${path}?country=FR`)).body.results).toEqual([french]);
  });

  test.each(['limit=0', 'limit=101', 'limit=ten', 'limit=1&limit=2', 'cursor=nonsense', 'country=XX', 'country=ß'])(
    'refuses %s',
    async (query) => {
      const customer = await api.sharedCustomer();
      const { status, body } = await customer.get(`${path}?${query}`);
      expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: query.split('=', 1)[0] });
    },
  );

  test('refuses the cursor of another customer, that of another filter, and a forged one', async () => {
    const tenantId = await api.sharedTenant();
    const [one, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    for (const customer of [one, other]) for (let i = 0; i < 2; i++) await add(customer);
    const { next_cursor: cursor } = (await one.get(`${path}?limit=1`)).body;
    expect((await one.get(`${path}?limit=1&cursor=${cursor}`)).status).toBe(200);
    expect((await other.get(`${path}?limit=1&cursor=${cursor}`)).status).toBe(400);
    expect((await one.get(`${path}?limit=1&country=GB&cursor=${cursor}`)).status).toBe(400);
    expect((await one.get(`${path}?limit=1&cursor=${cursor.slice(0, -3)}AAA`)).status).toBe(400);
    expect((await one.get(`${path}?limit=1&cursor=${cursor}.more`)).status).toBe(400);
  });
});
