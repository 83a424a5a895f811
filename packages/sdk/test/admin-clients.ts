import type { TestApi } from '@doorstep/testing/test-api';
import type { AdminOptions } from '../src/admin/admin-options.ts';
import type { Permission } from '../src/admin/api-keys.ts';
import { DoorstepAdmin } from '../src/admin/doorstep-admin.ts';

/** Creates an API key of a tenant, by default with all permissions. */
export const newApiKey = async (api: TestApi, tenantId: string, permissions?: Permission[]): Promise<string> => {
  const owner = await api.newCustomer(tenantId);
  await api.setRole(tenantId, owner.email, 'owner');
  const { permissions: all } = (await owner.get('/api/customer/profile/')).body;
  const json = { name: 'ERP', permissions: permissions ?? all };
  const { status, body } = await owner.post('/api/tenant/keys/', { json });
  if (status !== 201) throw new Error(`Could not create a key: ${JSON.stringify(body)}`);
  return body.key;
};

type NewAdmin = Partial<AdminOptions> & { permissions?: Permission[] };

/** Makes a client with a new API key of a new tenant, unless the options have them. */
export const newAdmin = async (
  api: TestApi,
  { permissions, ...options }: NewAdmin = {},
): Promise<{ admin: DoorstepAdmin; tenantId: string; apiKey: string }> => {
  const { tenantId = await api.newTenant(), ...more } = options;
  const apiKey = await newApiKey(api, tenantId, permissions);
  return { admin: new DoorstepAdmin({ baseUrl: api.url, apiKey, ...more }), tenantId, apiKey };
};
