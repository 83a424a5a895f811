import { useApi } from '@doorstep/testing/acceptance-api';
import type { SignedInClient } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';

const api = useApi();
const path = '/api/customer/addresses/';
const address = {
  recipient_name: 'Ada Lovelace',
  line1: 'Main 1',
  city: 'Berlin',
  postal_code: '10115',
  country: 'DE',
};

const add = async (customer: SignedInClient, label: string, fields: object = {}) => {
  const { status, body } = await customer.post(path, { json: { ...address, label, ...fields } });
  expect(status, JSON.stringify(body)).toBe(201);
  return body;
};

/** Returns the labels of the addresses that a search finds. */
const find = async (customer: SignedInClient, search: string, more = ''): Promise<string[]> => {
  const { status, body } = await customer.get(`${path}?search=${encodeURIComponent(search)}${more}`);
  expect(status, JSON.stringify(body)).toBe(200);
  return body.results.map(({ label }: { label: string }) => label);
};

describe('A search', () => {
  test.each([
    ['Zuhause', ['Zuhause']],
    ['zuHAUSE', ['Zuhause']],
    ['grace hopper', ['Büro']],
    ['hopper GRACE buro', ['Büro']],
    ['grace lovelace', []],
    ['munchen', ['Büro']],
    ['MÜNCHEN', ['Büro']],
    ['mu\u0308nchen', ['Büro']],
    ['hauptstrasse', ['Büro']],
    ['Hauptstraße', ['Büro']],
    ['lodz', ['Łódź']],
    ['kobenhavn', ['Vår']],
    ["st james's", ['Square']],
    ['st. james’s,', ['Square']],
    ['SW1Y', ['Square']],
    ['sw1y4jh', ['Square']],
    ['4jh sw1y', ['Square']],
    ['東京', ['東京']],
    ['５５', ['東京']],
    ['か', ['東京']],
    ['が', []],
    ['القاهره', []],
    ['القاهرة', ['Arabic']],
    ['القَاهِرَة', ['Arabic']],
    ['🏠', ['🏠 100%_a\\b']],
    ['100%', ['🏠 100%_a\\b']],
    ['%', ['🏠 100%_a\\b']],
    ['_', ['🏠 100%_a\\b']],
    ['\\', ['🏠 100%_a\\b']],
    ['floor 7', ['🏠 100%_a\\b']],
    ["'; DROP TABLE addresses", []],
    ['secret instructions', []],
    ['nowhere', []],
  ])('for %j finds %j', async (search, labels) => {
    expect(await find(await everywhere(), search)).toEqual(labels);
  });

  test('without words finds everything', async () => {
    const customer = await everywhere();
    expect(await find(customer, '')).toHaveLength(8);
    expect(await find(customer, ' \t ')).toHaveLength(8);
  });

  test('finds the same over tRPC, and finds changed addresses', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    const { id } = await add(customer, 'One');
    const search = async (words: string) => {
      const { body } = await customer.query('address.list', { search: words });
      return body.result.data.results.length;
    };
    expect([await search('berlín'), await search('köln')]).toEqual([1, 0]);
    await customer.patch(`${path}${id}/`, { json: { city: 'Köln' } });
    expect([await search('berlin'), await search('koln')]).toEqual([0, 1]);
    await customer.put(`${path}${id}/`, { json: { ...address, label: 'Deux' } });
    expect([await search('one'), await search('deux berlin')]).toEqual([0, 1]);
  });

  test('covers one’s own addresses alone, live or deleted, and can be filtered by country', async () => {
    const tenantId = await api.sharedTenant();
    const [customer, other] = [await api.newCustomer(tenantId), await api.newCustomer(tenantId)];
    await add(other, 'Foreign');
    await add(customer, 'German');
    await add(customer, 'Austrian', { country: 'AT', postal_code: '1010' });
    const deleted = await add(customer, 'Deleted');
    await customer.delete(`${path}${deleted.id}/`);
    expect(await find(customer, 'lovelace')).toEqual(['Austrian', 'German']);
    expect(await find(customer, 'lovelace', '&country=AT')).toEqual(['Austrian']);
    expect(await find(customer, 'lovelace', '&deleted=true')).toEqual(['Deleted']);
    expect(await find(customer, 'lovelace', '&deleted=true&country=AT')).toEqual([]);
  });

  test('pages through its results while addresses are added', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    for (const label of ['1 x', '2', '3 x', '4', '5 x', '6 x']) await add(customer, label);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await customer.get(`${path}?search=X&limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...body.results.map(({ label }: { label: string }) => label));
      await Promise.all([add(customer, 'late x'), add(customer, 'late')]);
      cursor = body.next_cursor ?? '';
    } while (cursor);
    expect(seen).toEqual(['6 x', '5 x', '3 x', '1 x']);
  });

  test('has cursors that are valid for this search alone', async () => {
    const customer = await api.newCustomer(await api.sharedTenant());
    for (const label of ['1', '2']) await add(customer, label);
    const { next_cursor: cursor } = (await customer.get(`${path}?search=ada&limit=1`)).body;
    const statusOf = async (query: string) => (await customer.get(`${path}?limit=1&cursor=${cursor}${query}`)).status;
    expect(await statusOf('&search=ada')).toBe(200);
    expect(await statusOf('&search=Ada')).toBe(200);
    for (const query of ['', '&search=main', '&search=ada&country=DE', '&search=ada&deleted=true'])
      expect([query, await statusOf(query)]).toEqual([query, 400]);
  });

  test.each([
    `search=${'x'.repeat(201)}`,
    'search=a&search=b',
    'search=%00',
    'deleted=yes',
    'deleted=true&deleted=true',
  ])('is refused with %s', async (query) => {
    const customer = await api.sharedCustomer();
    const { status, body } = await customer.get(`${path}?${query}`);
    expect({ status, field: body.errors[0].field }).toEqual({ status: 400, field: query.split('=', 1)[0] });
  });
});

let filled: Promise<SignedInClient> | undefined;
const everywhere = () => {
  filled ??= fill();
  return filled;
};
const fill = async () => {
  const customer = await api.newCustomer(await api.sharedTenant());
  await add(customer, 'Zuhause');
  await add(customer, 'Büro', { recipient_name: 'Grace Hopper', line1: 'Hauptstraße 1', city: 'München' });
  await add(customer, 'Łódź', { city: 'Leipzig' });
  await add(customer, 'Vår', { city: 'København' });
  const british = { city: 'London', postal_code: 'SW1Y 4JH', country: 'GB' };
  await add(customer, 'Square', { ...british, line1: '12 St James’s Square', delivery_instructions: 'Secret' });
  await add(customer, '東京', { line1: '東京都千代田区', line2: 'かき ５５' });
  await add(customer, 'Arabic', { line3: 'القاهرة' });
  await customer.patch(`${path}${(await add(customer, 'old')).id}/`, {
    json: { label: '🏠 100%_a\\b', line3: 'Floor 7' },
  });
  return customer;
};
