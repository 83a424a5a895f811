import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useApi } from './harness.ts';

const api = useApi({}, { ownDatabase: true });
const path = '/api/customer/addresses/';
const address = {
  recipient_name: 'Ada Lovelace',
  line1: 'Main 1',
  city: 'Berlin',
  postal_code: '10115',
  country: 'DE',
};

test('The migration of the address search sets the same keys for existing addresses as a write', async () => {
  const customer = await api.newCustomer(await api.newTenant());
  const written = [
    { ...address, line1: 'Allée  des Érables, 5', line2: 'c/o O’Neil', district: 'Süd-Ost', sorting_code: 'X 1' },
    { ...address, label: 'Home', postal_code: 'SW1Y 4JH', company: 'Analytical Engines Ltd.', country: 'GB' },
    { ...address, recipient_name: '東京', line1: 'القاهرة' },
  ];
  for (const json of written) expect((await customer.post(path, { json })).status).toBe(201);
  const keys = () => api.sql('SELECT id, search_text, fingerprint FROM addresses ORDER BY id');
  const before = await keys();
  const folder = join(import.meta.dirname, '../../../packages/database/prisma/migrations');
  const migration = await readFile(join(folder, '20261125100000_address_search', 'migration.sql'), 'utf8');
  const [, fill = ''] = /(CREATE FUNCTION[\s\S]+DROP FUNCTION[^;]+;)/.exec(migration) ?? [];
  const [table] = await api.sql<{ owner: string }>(
    "SELECT tableowner AS owner FROM pg_tables WHERE tablename = 'addresses'",
  );
  await api.sql("UPDATE addresses SET search_text = '', fingerprint = ''");
  await api.sql(`BEGIN; SET LOCAL ROLE "${table?.owner}"; ${fill} COMMIT`);
  expect(await keys()).toEqual(before);
});
