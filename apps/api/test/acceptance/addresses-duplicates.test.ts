import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const address = {
  recipient_name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  line2: 'Floor 2',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};
const duplicates = {
  'in other case and spacing': { line1: ' 12  ST JAMES’S SQUARE', postal_code: 'sw1y4jh' },
  'with other signs': { line1: '12, St. James\u0027s Square', line2: 'Floor 2.' },
  'with accents': { recipient_name: 'Áda Lovelace', city: 'Lóndon' },
  'on other lines': { line1: '12 St James’s Square, Floor 2', line2: '' },
  'with another label, phone, place and instructions': {
    label: 'Work',
    phone: '+442079460000',
    location: { latitude: 1, longitude: 2 },
    delivery_instructions: 'Ring twice',
    is_default_billing: true,
  },
};
const others = {
  'of another recipient': { recipient_name: 'Grace Hopper' },
  'of a company': { company: 'Analytical Engines' },
  'of another number': { line1: '1 2 St James’s Square' },
  'with another postal code': { postal_code: 'SW1Y 4JX' },
};

const add = (customer: SignedInClient, fields: object = {}) => customer.post(path, { json: { ...address, ...fields } });

const newRefusingTenant = () => api.newTenant({ duplicate_addresses: 'refuse' });
const refused = { status: 409, body: { code: 'duplicate_address' } };

describe('An address', () => {
  test.each(Object.entries(duplicates))(
    'written %s is a duplicate and names the existing one',
    async (_how, fields) => {
      const customer = await api.newCustomer(await api.sharedTenant());
      const first = (await add(customer)).body;
      expect(first).not.toHaveProperty('duplicate_of');
      const second = await add(customer, fields);
      expect(second).toMatchObject({ status: 201, body: { duplicate_of: first.id } });
      const trpc = await customer.mutate('address.create', { ...address, ...fields });
      expect(trpc.body.result.data.duplicate_of).toBe(first.id);
      expect((await customer.get(`${path}${second.body.id}/`)).body).not.toHaveProperty('duplicate_of');
      expect((await customer.get(path)).bytes.toString()).not.toContain('duplicate_of');
    },
  );

  test.each(Object.entries(others))('%s is no duplicate', async (_how, fields) => {
    const customer = await api.newCustomer(await newRefusingTenant());
    await add(customer);
    const { status, body } = await add(customer, fields);
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('duplicate_of');
  });

  test('is no duplicate of a deleted address or of another customer’s', async () => {
    const tenantId = await newRefusingTenant();
    const [customer, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    const first = (await add(customer)).body;
    expect((await add(other)).status).toBe(201);
    await customer.delete(`${path}${first.id}/`);
    const { status, body } = await add(customer);
    expect(status).toBe(201);
    expect(body).not.toHaveProperty('duplicate_of');
  });

  test('names its duplicate after a change as long as there is one', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const first = (await add(customer)).body;
    const { id } = (await add(customer, { city: 'Leeds' })).body;
    const patch = async (json: object) => (await customer.patch(`${path}${id}/`, { json })).body;
    expect(await patch({ label: 'Work' })).not.toHaveProperty('duplicate_of');
    expect(await patch({ city: 'LONDON' })).toMatchObject({ duplicate_of: first.id });
    expect(await patch({ label: 'Home' })).toMatchObject({ duplicate_of: first.id });
    const put = await customer.put(`${path}${id}/`, { json: { ...address, line3: 'Door 7' } });
    expect(put.body).not.toHaveProperty('duplicate_of');
  });
});

describe('If the tenant refuses duplicates', () => {
  test('a duplicate is not added over either transport', async () => {
    const customer = await api.newCustomer(await newRefusingTenant());
    const first = (await add(customer)).body;
    const second = await add(customer, duplicates['with accents']);
    const found = { ...refused.body, duplicate_of: first.id };
    expect(second).toMatchObject({ status: 409, body: found });
    expect(second.body.detail).toContain(first.id);
    const trpc = await customer.mutate('address.create', address);
    expect(trpc).toMatchObject({ status: 409, body: { error: { data: found } } });
    const proof = form({ field: 'proof_image', bytes: await png() }, address);
    expect(await customer.post(path, { form: proof })).toMatchObject(refused);
    expect((await customer.get(path)).body.results).toHaveLength(1);
  });

  test('one of many concurrent duplicates is added', async () => {
    const customer = await api.newCustomer(await newRefusingTenant());
    const answers = await Promise.all(Array.from({ length: 6 }, () => add(customer)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409, 409]);
  });

  test('a change or restore cannot create one', async () => {
    const customer = await api.newCustomer(await newRefusingTenant());
    const first = (await add(customer)).body;
    const { id } = (await add(customer, { city: 'Leeds' })).body;
    expect(await customer.patch(`${path}${id}/`, { json: { city: 'London' } })).toMatchObject(refused);
    expect(await customer.put(`${path}${id}/`, { json: address })).toMatchObject(refused);
    await customer.delete(`${path}${first.id}/`);
    expect((await customer.patch(`${path}${id}/`, { json: { city: 'London' } })).status).toBe(200);
    expect(await customer.post(`${path}${first.id}/restore/`)).toMatchObject(refused);
    expect((await customer.patch(`${path}${id}/`, { json: { city: 'Leeds' } })).status).toBe(200);
    expect((await customer.post(`${path}${first.id}/restore/`)).status).toBe(200);
  });

  test('earlier duplicates can still be changed', async () => {
    const tenantId = await api.sharedTenant();
    const customer = await api.newCustomer(tenantId);
    const first = (await add(customer)).body;
    const { id } = (await add(customer)).body;
    await api.setTenant(tenantId, 'duplicate_addresses', 'refuse');
    const { status, body } = await customer.patch(`${path}${id}/`, { json: { label: 'Second' } });
    expect({ status, duplicateOf: body.duplicate_of }).toEqual({ status: 200, duplicateOf: first.id });
  });
});
