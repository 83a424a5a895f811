import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, png } from '@doorstep/testing/images';
import { beforeAll, describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const berlin = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };
const newYork = { ...berlin, city: 'New York', state: 'NY', postal_code: '10001', country: 'US' };

type Fault = { field: string; code: string; message: string };
const codesByField = (faults: Fault[]) => Object.fromEntries(faults.map(({ field, code }) => [field, code]));

const newStrictCustomer = async () => api.newCustomer(await api.sharedTenant());
const newWarnedCustomer = async () => api.newCustomer(await api.newTenant({ address_checking: 'warn' }));

const add = async (customer: SignedInClient, fields: object) => {
  const { status, body } = await customer.post(path, { json: fields });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

describe('An address that is invalid in its country', () => {
  test('is refused with all faults at once, each with an example', async () => {
    const customer = await api.sharedCustomer();
    const { status, body } = await customer.post(path, {
      json: { ...newYork, city: '', state: 'Ontario', postal_code: '1000' },
    });
    expect(status).toBe(400);
    expect(body.code).toBe('validation_failed');
    expect(codesByField(body.errors)).toEqual({
      city: 'required',
      state: 'state_invalid',
      postal_code: 'postal_code_invalid',
    });
    const messages = Object.fromEntries(body.errors.map(({ field, message }: Fault) => [field, message]));
    expect(messages.city).toBe('Enter the city. It is required in the United States.');
    expect(messages.state).toContain('such as AL (Alabama)');
    const { body: irish } = await customer.post(path, { json: { ...berlin, country: 'IE' } });
    expect(irish.errors[0].message).toBe('Enter a valid eircode for Ireland, such as A65 F4E2.');
    expect(messages.postal_code).toMatch(/^Enter a valid ZIP code for the United States, such as \d{5}/);
  });

  test('is refused with these faults and those of the schema together', async () => {
    const customer = await api.sharedCustomer();
    const wrong = { ...newYork, recipient_name: '', label: 'x'.repeat(61), postal_code: '1000', state: 7, city: '' };
    const { body } = await customer.post(path, { json: wrong });
    expect(codesByField(body.errors)).toEqual({
      recipient_name: 'required',
      label: 'too_long',
      state: 'invalid_type',
      city: 'required',
      postal_code: 'postal_code_invalid',
    });
  });

  test.each(['XC', 'XX', '', 'DEU', 'AN'])('with the unknown country %s is refused', async (country) => {
    const customer = await api.sharedCustomer();
    const { body } = await customer.post(path, { json: { ...berlin, country } });
    expect(codesByField(body.errors)).toEqual({ country: 'country_invalid' });
  });

  test('is stored with warnings if the tenant has chosen that', async () => {
    const customer = await newWarnedCustomer();
    const created = await add(customer, { ...newYork, state: 'Nowhere', postal_code: '' });
    expect(codesByField(created.warnings)).toEqual({ state: 'state_invalid', postal_code: 'required' });
    expect(created).toMatchObject({ state: 'Nowhere', postal_code: '' });
    await customer.delete(`${path}${created.id}/`);
    const { body: restored } = await customer.post(`${path}${created.id}/restore/`);
    expect(codesByField(restored.warnings)).toEqual({ state: 'state_invalid', postal_code: 'required' });
    const { body: patched } = await customer.patch(`${path}${created.id}/`, { json: { state: 'ny' } });
    expect(codesByField(patched.warnings)).toEqual({ postal_code: 'required' });
    const { body: replaced } = await customer.put(`${path}${created.id}/`, { json: newYork });
    expect(replaced).not.toHaveProperty('warnings');
    expect((await customer.get(`${path}${created.id}/`)).body).not.toHaveProperty('warnings');
  });

  test('gets the same answer on a retry, even after the tenant has become strict', async () => {
    const tenantId = await api.newTenant({ address_checking: 'warn' });
    const customer = await api.newCustomer(tenantId);
    const bytes = await png();
    const requests = [
      () => ({ json: { ...berlin, city: '' } }),
      () => ({ form: form({ field: 'proof_image', bytes }, { ...berlin, city: '' }) }),
    ];
    for (const [i, request] of requests.entries()) {
      await api.setTenant(tenantId, 'address_checking', 'warn');
      const send = () => customer.post(path, { ...request(), headers: { 'Idempotency-Key': `key ${i}` } });
      const first = await send();
      expect(codesByField(first.body.warnings)).toEqual({ city: 'required' });
      await api.setTenant(tenantId, 'address_checking', 'strict');
      const again = await send();
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.body).toEqual(first.body);
    }
  });

  test('gets the same faults over tRPC as over REST', async () => {
    const customer = await api.sharedCustomer();
    const { status, body } = await customer.mutate('address.create', { ...berlin, postal_code: '1' });
    expect([status, codesByField(body.error.data.errors)]).toEqual([400, { postal_code: 'postal_code_invalid' }]);
    const { body: warning } = await (await newWarnedCustomer()).mutate('address.create', { ...berlin, city: '' });
    expect(codesByField(warning.result.data.warnings)).toEqual({ city: 'required' });
  });
});

describe('A change', () => {
  test('is validated together with the stored fields', async () => {
    const customer = await newStrictCustomer();
    const { id } = await add(customer, berlin);
    const moved = await customer.patch(`${path}${id}/`, { json: { country: 'US' } });
    expect(codesByField(moved.body.errors)).toEqual({ state: 'required' });
    const both = await customer.patch(`${path}${id}/`, { json: { country: 'US', state: 'new york' } });
    expect(both.body).toMatchObject({ country: 'US', state: 'new york', version: 2 });
    expect(both.body.formatted.at(-1)).toBe('Berlin, NY 10117');
  });

  test('of other fields is not refused for earlier faults', async () => {
    const tenantId = await api.newTenant({ address_checking: 'warn' });
    const customer = await api.newCustomer(tenantId);
    const old = await add(customer, { ...berlin, postal_code: 'old' });
    await api.setTenant(tenantId, 'address_checking', 'strict');
    const labelled = await customer.patch(`${path}${old.id}/`, { json: { label: 'Home', city: 'Berlin' } });
    expect(labelled.status).toBe(200);
    expect(codesByField(labelled.body.warnings)).toEqual({ postal_code: 'postal_code_invalid' });
    expect((await customer.put(`${path}${old.id}/`, { json: labelled.body })).status).toBe(200);
    expect((await customer.patch(`${path}${old.id}/`, { json: { line1: 'Main 2' } })).status).toBe(400);
    expect((await customer.get(`${path}${old.id}/`)).body).toMatchObject({ line1: 'Main 1', version: 3 });
  });
});

describe('The phone of an address', () => {
  const london = { ...berlin, country: 'GB', city: 'London', postal_code: 'SW1A 2AA' };
  const withPhone = async (phone: string) => {
    const customer = await newStrictCustomer();
    await customer.patch('/api/customer/profile/', { json: { phone } });
    return customer;
  };

  test.each([
    ['GB', '07911123456', '+447911123456'],
    ['GB', '(020) 7946-0958', '+442079460958'],
    ['DE', '030 123456', '+4930123456'],
    ['DE', '0033 6 12 34 56 78', '+33612345678'],
    ['DE', '+33 6 12 34 56 78', '+33612345678'],
    ['US', '212-736-5000', '+12127365000'],
    ['IT', '06 698 12345', '+390669812345'],
    ['EG', '٠١٠٠ ١٢٣ ٤٥٦٧', '+201001234567'],
    ['IN', '+९१ ८१२३४ ५६७८९', '+918123456789'],
    ['JP', '０９０－１２３４－５６７８', '+819012345678'],
  ])('in %s may be %s', async (country, phone, stored) => {
    const customer = await newWarnedCustomer();
    expect(await add(customer, { ...berlin, country, phone })).toMatchObject({ phone: stored });
    const { body } = await customer.mutate('address.create', { ...berlin, country, phone });
    expect(body.result.data.phone).toBe(stored);
  });

  test('belongs to the customer’s own country if it is invalid in that of the address', async () => {
    const customer = await withPhone('+447911123456');
    const { id, phone } = await add(customer, { ...berlin, phone: '020 7946 0958' });
    expect(phone).toBe('+442079460958');
    const changed = await customer.patch(`${path}${id}/`, { json: { phone: '020 7946 0959' } });
    expect(changed.body.phone).toBe('+442079460959');
  });

  test('is validated by the country after the change', async () => {
    const customer = await newStrictCustomer();
    const { id } = await add(customer, berlin);
    const of = async (json: object) => (await customer.patch(`${path}${id}/`, { json })).body.phone;
    expect(await of({ phone: '030 123456' })).toBe('+4930123456');
    expect(await of({ ...london, phone: '07911123456' })).toBe('+447911123456');
    expect(await of({ label: 'Home' })).toBe('+447911123456');
    const form1 = form({ field: 'proof_image', bytes: await png() }, { ...london, phone: '07911 123457' });
    expect((await customer.put(`${path}${id}/`, { form: form1 })).body.phone).toBe('+447911123457');
    expect((await customer.put(`${path}${id}/`, { json: { ...london, phone: '' } })).body.phone).toBeNull();
  });

  test('is refused with all other faults if it is invalid in both countries', async () => {
    const wrong = { ...berlin, postal_code: '1', phone: '020 7946 0958' };
    const phone = { phone: 'phone_invalid' };
    const customer = await withPhone('+12127365000');
    const both = { ...phone, postal_code: 'postal_code_invalid' };
    expect(codesByField((await customer.post(path, { json: wrong })).body.errors)).toEqual(both);
    const { errors } = (await customer.post(path, { json: { ...wrong, line1: '' } })).body;
    expect(codesByField(errors)).toEqual({ ...both, line1: 'required' });
    const lenient = await newWarnedCustomer();
    expect(codesByField((await lenient.post(path, { json: wrong })).body.errors)).toEqual(phone);
    const { id } = await add(lenient, berlin);
    expect(
      codesByField((await lenient.patch(`${path}${id}/`, { json: { phone: '020 7946 0958' } })).body.errors),
    ).toEqual(phone);
    expect((await lenient.get(`${path}${id}/`)).body).toMatchObject({ phone: null, version: 1 });
    for (const typed of ['110', '...', 'x'.repeat(41), '030 123456 ext. 5', '+030 123456', '９'.repeat(40)]) {
      expect(codesByField((await customer.post(path, { json: { ...berlin, phone: typed } })).body.errors)).toEqual(
        phone,
      );
    }
  });

  test('gets the same answer on a retry after the customer’s own phone has changed', async () => {
    const customer = await withPhone('+447911123456');
    const send = () =>
      customer.post(path, { json: { ...berlin, phone: '020 7946 0958' }, headers: { 'Idempotency-Key': 'key' } });
    const first = await send();
    await customer.patch('/api/customer/profile/', { json: { phone: null } });
    expect((await send()).body).toEqual(first.body);
  });
});

describe('A valid address', () => {
  // A customer for each transport, because the writes of one are limited.
  let customers: { overRest: SignedInClient; overTrpc: SignedInClient };

  beforeAll(async () => {
    customers = { overRest: await newStrictCustomer(), overTrpc: await newStrictCustomer() };
  });

  test.each([
    ['GB', { city: 'London', postal_code: 'sw1a 2aa' }, { postal_code: 'SW1A 2AA' }],
    ['NL', { city: 'Den Haag', postal_code: '2511 ct' }, { postal_code: '2511 CT' }],
    ['HT', { city: 'Port-au-Prince', postal_code: 'ht6110' }, { postal_code: 'HT6110' }],
    ['HK', { city: 'Central', state: 'Hong Kong' }, {}],
    ['AE', { city: 'دبي', state: 'Dubai' }, {}],
    ['JP', { state: '東京都', postal_code: '1000001' }, {}],
    ['BR', { city: 'São Paulo', state: 'SAO PAULO', postal_code: '01310200' }, {}],
    ['CA', { city: 'Montréal', state: 'québec', postal_code: 'h2y1c6' }, { postal_code: 'H2Y1C6' }],
    ['US', { city: 'Washington', state: 'Washington, D.C.', postal_code: '20001-1234' }, {}],
    ['TR', { city: 'Bağlar', state: 'DIYARBAKIR', postal_code: '21090' }, {}],
    ['RU', { city: 'Москва', postal_code: '125009' }, {}],
    ['CN', { state: '澳门' }, {}],
    ['SH', { city: 'Edinburgh', postal_code: 'TDCU 1ZZ' }, {}],
    ['PR', { city: 'San Juan', postal_code: '00901' }, {}],
    ['XK', { city: 'Prishtinë', postal_code: '10000' }, {}],
    ['QA', { city: 'Doha' }, {}],
    ['PL', { city: 'Szczecin', postal_code: '71637' }, {}],
    ['PT', { city: 'Lisboa', postal_code: '1170 169' }, {}],
    ['IE', { city: 'Maynooth', postal_code: 'w23-p466' }, { postal_code: 'W23-P466' }],
    ['GI', { city: 'Gibraltar', postal_code: 'gx111aa' }, { postal_code: 'GX111AA' }],
    ['KH', { city: 'Phnom Penh', postal_code: '120101' }, {}],
    ['CL', { city: 'Chillán', state: 'ñuble' }, {}],
    ['IN', { city: 'Leh', state: 'Ladakh', postal_code: '194101' }, {}],
    ['IT', { city: 'Carbonia', state: 'SU', postal_code: '09013' }, {}],
    ['ID', { city: 'Sleman', state: 'Yogyakarta' }, {}],
    ['PH', { city: 'Cotabato', state: 'Maguindanao del Norte' }, {}],
    ['CN', { city: '北京', state: 'CN-BJ', postal_code: '100096' }, {}],
    ['KR', { city: '', state: '세종특별자치시', postal_code: '30151' }, {}],
    ['KR', { city: '', state: 'Seoul', postal_code: '04524' }, {}],
    ['UA', { city: 'Kyiv', state: 'Kiev', postal_code: '01001' }, {}],
    ['AR', { city: 'La Plata', state: 'Provincia de Buenos Aires', postal_code: 'B1900TBU' }, {}],
    ['US', { city: 'Rye', state: 'NY', postal_code: '105801234' }, {}],
    ['IN', { city: 'Bengaluru', state: 'Karnataka', postal_code: '560 001' }, {}],
    ['JP', { state: '東京都', postal_code: '１００－０００５' }, { postal_code: '100-0005' }],
    ['JP', { state: '東京都', postal_code: '〒100ー0005' }, { postal_code: '100-0005' }],
    ['EG', { city: 'Giza', state: 'Giza', postal_code: '١٢٣١١' }, { postal_code: '12311' }],
    ['IR', { city: 'Tehran', state: 'Tehran', postal_code: '۱۱۹۳۶۵۳۴۷۱' }, { postal_code: '1193653471' }],
    ['GB', { city: 'London', postal_code: 'sw1a\u00A02aa' }, { postal_code: 'SW1A 2AA' }],
    ['GB', { city: 'London', postal_code: 'SW1A  2AA' }, { postal_code: 'SW1A 2AA' }],
    ['DE', { city: 'Berlin', postal_code: '10117\u200B' }, { postal_code: '10117' }],
    ['PL', { city: 'Szczecin', postal_code: '71 – 637' }, { postal_code: '71-637' }],
    ['DK', { city: 'København', postal_code: 'dk-2200' }, { postal_code: '2200' }],
    ['EC', { city: 'Quito', postal_code: 'EC090112' }, { postal_code: '090112' }],
    ['LT', { city: 'Vilnius', postal_code: 'LT-01103' }, {}],
    ['GH', { city: 'Accra', postal_code: 'GA–184–3215' }, { postal_code: 'GA-184-3215' }],
  ])('in %s is stored as entered, with a normalized postal code', async (country, fields, stored) => {
    const { overRest, overTrpc } = customers;
    const wanted = { recipient_name: 'Ada', line1: "1½ O'Main", country, ...fields };
    const created = await overTrpc.mutate('address.create', wanted);
    const both = [await add(overRest, wanted), created.body.result.data];
    for (const { warnings, ...body } of both) {
      expect(warnings).toBeUndefined();
      expect(body).toMatchObject({ line1: "1½ O'Main", country, ...fields, ...stored });
    }
    await overRest.delete(`${path}${both[0].id}/`);
    await overTrpc.delete(`${path}${both[1].id}/`);
  });

  test.each([
    ['PL', '7163'],
    ['DK', 'DE-2200'],
    ['PL', '71--637'],
    ['PL', '716-37'],
    ['IE', 'W23_P466'],
    ['DE', '101-17'],
    ['GB', 'SW1A'],
  ])('of %s is not extended to %s', async (country, postal_code) => {
    const customer = await api.sharedCustomer();
    const { body } = await customer.post(path, { json: { ...berlin, country, postal_code } });
    expect(codesByField(body.errors)).toEqual({ postal_code: 'postal_code_invalid' });
  });

  test('may have fields that its country does not use', async () => {
    const customer = await newStrictCustomer();
    const created = await add(customer, { ...berlin, state: 'Brandenburg?', sorting_code: 'x', district: 'Mitte' });
    expect(created).toMatchObject({ state: 'Brandenburg?', sorting_code: 'x', district: 'Mitte' });
    expect(created.formatted).toEqual(['Ada', 'Main 1', 'Mitte', '10117 Berlin x']);
  });
});
