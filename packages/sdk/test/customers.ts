import { password } from '@doorstep/testing/client';
import type { TestApi } from '@doorstep/testing/test-api';
import { DoorstepClient } from '../src/doorstep-client.ts';
import type { DoorstepOptions } from '../src/doorstep-options.ts';

export { password };

export const address = {
  recipient_name: 'Ada Lovelace',
  line1: '12 St James’s Square',
  city: 'London',
  postal_code: 'SW1Y 4JH',
  country: 'GB',
};

let registered = 0;
export const newEmail = (): string => `sdk${process.pid}-${++registered}@example.com`;

/** Registers a customer. Creates a tenant unless the options have one. */
export const newCustomer = async (
  api: TestApi,
  { tenantId, ...options }: Partial<DoorstepOptions> = {},
): Promise<{ client: DoorstepClient; tenantId: string; email: string }> => {
  const tenant = tenantId ?? (await api.newTenant());
  const client = new DoorstepClient({ baseUrl: api.url, tenantId: tenant, ...options });
  const email = newEmail();
  await client.auth.register({ email, password });
  return { client, tenantId: tenant, email };
};

/** Reads a whole list. */
export const collect = async <Item>(items: AsyncIterable<Item>): Promise<Item[]> => {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
};
