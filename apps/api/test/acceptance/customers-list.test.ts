import { useApi } from '@doorstep/testing/acceptance-api';
import { newEmail, type SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const customers = '/api/customers/';

const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Köln', postal_code: '50667', country: 'DE' };

const newShop = async () => {
  const tenantId = await api.newTenant();
  const staff = await api.newCustomer(tenantId);
  await api.setRole(tenantId, staff.email, 'support');
  return { tenantId, staff };
};

const create = async (staff: SignedInClient, fields: Record<string, unknown> = {}): Promise<string> =>
  (await staff.post(customers, { json: { email: newEmail(), ...fields } })).body.id;

const list = (staff: SignedInClient, query: Record<string, string>) =>
  staff.get(`${customers}?${new URLSearchParams(query)}`);

const idsOf = async (staff: SignedInClient, query: Record<string, string>): Promise<string[]> =>
  (await list(staff, query)).body.results.map(({ id }: { id: string }) => id);

/** The ids of all pages. */
const pagesOf = async (staff: SignedInClient, query: Record<string, string>): Promise<string[][]> => {
  const pages: string[][] = [];
  let cursor: string | null = '';
  while (cursor !== null) {
    const { body } = await list(staff, { ...query, ...(cursor && { cursor }) });
    pages.push(body.results.map(({ id }: { id: string }) => id));
    cursor = body.next_cursor;
  }
  return pages;
};

describe('A search', () => {
  test.each([
    ['love', 'the beginning of a name'],
    ['LOVELACE  ada', 'words in any order and case'],
    ['müller', 'letters with accents'],
    ['muller', 'letters without accents'],
    ['analyst.e', 'the beginning of an e-mail'],
    ['analyst.engine@exam', 'an e-mail up to its domain'],
    ['4915112', 'a phone with its country code'],
    ['+49 151 1234', 'a phone with separators'],
    ['0151 / 12345', 'a national phone'],
    ['erp-77', 'an external id'],
    ['ada l', 'a short word beside a longer one'],
  ])('for %s finds %s', async (search) => {
    const { staff } = await newShop();
    const id = await create(staff, {
      ...{ email: 'Analyst.Engine@example.com', full_name: 'Ada Lovelace-Müller' },
      ...{ phone: '+4915112345678', external_id: 'ERP-77/2' },
    });
    await create(staff, { full_name: 'Charles Babbage', external_id: 'ERP-78' });
    expect(await idsOf(staff, { search })).toEqual([id]);
  });

  test('finds the city and postal code of a live address, until it is deleted', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId);
    const { id } = (await customer.post('/api/customer/addresses/', { json: address })).body;
    expect(await idsOf(staff, { search: 'koln' })).toEqual([customer.userId]);
    expect(await idsOf(staff, { search: '506' })).toEqual([customer.userId]);
    await customer.patch(`/api/customer/addresses/${id}/`, { json: { city: 'Bonn', postal_code: '53111' } });
    expect(await idsOf(staff, { search: 'köln' })).toEqual([]);
    expect(await idsOf(staff, { search: 'bonn 531' })).toEqual([customer.userId]);
    await customer.delete(`/api/customer/addresses/${id}/`);
    expect(await idsOf(staff, { search: 'bonn' })).toEqual([]);
    await customer.post(`/api/customer/addresses/${id}/restore/`);
    expect(await idsOf(staff, { search: 'bonn' })).toEqual([customer.userId]);
  });

  test('follows changes by the customer and by staff', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId);
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Grace Hopper' } });
    expect(await idsOf(staff, { search: 'hopper' })).toEqual([customer.userId]);
    await staff.patch(`${customers}${customer.userId}/`, { json: { full_name: 'Grace Murray' } });
    expect(await idsOf(staff, { search: 'hopper' })).toEqual([]);
    expect(await idsOf(staff, { search: 'grace murr' })).toEqual([customer.userId]);
  });

  test('finds names of two characters in scripts that write them so', async () => {
    const { staff } = await newShop();
    const id = await create(staff, { full_name: '李娜' });
    expect(await idsOf(staff, { search: '李' })).toEqual([id]);
  });

  test.each(['a', 'ab', '.', '🎉', ' - '])('without a word of three letters is refused: %s', async (search) => {
    const { staff } = await newShop();
    const { status, body } = await list(staff, { search });
    expect([status, body.errors?.[0].code]).toEqual([400, 'search_too_short']);
  });

  test('never finds customers of another tenant', async () => {
    const [shop, other] = [await newShop(), await newShop()];
    const id = await create(shop.staff, { full_name: 'Ada Lovelace' });
    await create(other.staff, { full_name: 'Ada Lovelace' });
    expect(await idsOf(shop.staff, { search: 'lovelace' })).toEqual([id]);
  });

  test('has pages, newest first', async () => {
    const { staff } = await newShop();
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift(await create(staff, { full_name: `Ada ${index}` }));
    expect(await pagesOf(staff, { search: 'ada', limit: '2' })).toEqual([
      ids.slice(0, 2),
      ids.slice(2, 4),
      ids.slice(4),
    ]);
  });
});

describe('A list', () => {
  test('has pages, newest first, and a cursor for its filters alone', async () => {
    const { staff } = await newShop();
    const ids: string[] = [];
    for (let index = 0; index < 3; index += 1) ids.unshift(await create(staff));
    expect(await pagesOf(staff, { limit: '2' })).toEqual([ids.slice(0, 2), ids.slice(2)]);
    const { next_cursor: cursor } = (await list(staff, { limit: '2' })).body;
    const other = await list(staff, { status: 'active', cursor });
    expect([other.status, other.body.errors?.[0].code]).toEqual([400, 'cursor_invalid']);
  });

  test('finds an e-mail in any case, an external id and a phone, exactly', async () => {
    const { staff } = await newShop();
    const email = newEmail();
    const id = await create(staff, { email, phone: '+4915112345678', external_id: 'A-1' });
    await create(staff, { email: `x${email}`, phone: '+4915112345679', external_id: 'A-12' });
    for (const query of [{ email: email.toUpperCase() }, { external_id: 'A-1' }, { phone: '+49 151 12345678' }]) {
      expect(await idsOf(staff, query as unknown as Record<string, string>)).toEqual([id]);
    }
    expect(await idsOf(staff, { email, external_id: 'A-12' })).toEqual([]);
    expect(await idsOf(staff, { email: '' })).toEqual([]);
  });

  test('shows the customers of a status', async () => {
    const { tenantId, staff } = await newShop();
    const invited = await create(staff);
    const active = (await api.newCustomer(tenantId)).userId;
    const blocked = (await api.newCustomer(tenantId)).userId;
    const erasing = (await api.newCustomer(tenantId)).userId;
    await staff.post(`${customers}${blocked}/block/`, { json: { reason: 'x' } });
    await staff.post(`${customers}${erasing}/block/`, { json: { reason: 'x' } });
    await staff.delete(`${customers}${erasing}/`);
    const statuses = { invited, active, blocked, erasure_pending: erasing };
    for (const [status, id] of Object.entries(statuses)) {
      expect([status, await idsOf(staff, { status })]).toEqual([status, [id]]);
      expect([status, await idsOf(staff, { status, created_after: '2020-01-01T00:00:00Z' })]).toEqual([status, [id]]);
      const { email } = (await staff.get(`${customers}${id}/`)).body;
      expect(await idsOf(staff, { status, email })).toEqual([id]);
    }
  });

  test('counts live addresses, also for callers who may not read them', async () => {
    const { tenantId, staff } = await newShop();
    const customer = await api.newCustomer(tenantId);
    const { id } = (await customer.post('/api/customer/addresses/', { json: address })).body;
    await customer.post('/api/customer/addresses/', { json: { ...address, line1: 'Main 2' } });
    await customer.delete(`/api/customer/addresses/${id}/`);
    await create(staff);
    const counts = (await list(staff, {})).body.results.map((one: { addresses_count: number }) => one.addresses_count);
    expect(counts).toEqual([0, 1]);
  });

  test.each([{ status: 'gone' }, { created_after: 'yesterday' }, { limit: '101' }, { phone: '12' }, { cursor: 'x' }])(
    'with %o is refused',
    async (query) => {
      const { staff } = await newShop();
      expect((await list(staff, query as unknown as Record<string, string>)).status).toBe(400);
    },
  );
});
