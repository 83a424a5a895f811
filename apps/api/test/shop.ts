import { allPermissions } from '@doorstep/contracts/permissions';
import type { Client, SignedInClient } from '@doorstep/testing/client';
import { newKey } from './acceptance/exported.ts';
import type { Api } from './harness.ts';

/** A tenant with an owner, a system with an API key, and a customer. */
export type Shop = { tenantId: string; owner: SignedInClient; erp: Client; customer: SignedInClient };

/** Creates a shop. Its system has all permissions unless given. */
export const newShopAt = async (api: Api, permissions: readonly string[] = allPermissions): Promise<Shop> => {
  const tenantId = await api.newTenant();
  const owner = await api.newCustomer(tenantId);
  await api.setRole(tenantId, owner.email, 'owner');
  const { client: erp } = await newKey(owner, [...permissions]);
  return { tenantId, owner, erp, customer: await api.newCustomer(tenantId) };
};

const address = { recipient_name: 'Ada', line1: 'Main 1', city: 'Berlin', postal_code: '10117', country: 'DE' };

/** Adds an address, and returns it. */
// biome-ignore lint/suspicious/noExplicitAny: as the body of an answer
export const addAddress = async (customer: SignedInClient, line1 = 'Main 1'): Promise<any> =>
  (await customer.post('/api/customer/addresses/', { json: { ...address, line1 } })).body;
