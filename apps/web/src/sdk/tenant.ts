import { DoorstepClient, type Tenant } from '@doorstep/sdk';
import { webConfig } from '../env.ts';

// A changed name or colour appears after this time, and no page waits for the reload.
const cacheMs = 60_000;

let cached: { tenant: Tenant; at: number } | undefined;
let loading: Promise<Tenant> | undefined;

const load = (): Promise<Tenant> => {
  const { apiUrl, tenantId } = webConfig();
  loading ??= new DoorstepClient({ baseUrl: apiUrl, tenantId, tokenStore: false, timeout: 5_000 })
    .getTenant()
    .then((tenant) => {
      cached = { tenant, at: Date.now() };
      return tenant;
    })
    .finally(() => {
      loading = undefined;
    });
  return loading;
};

/** The tenant of this app, from the cache. Only the first page waits for the API. */
export const currentTenant = async (): Promise<Tenant> => {
  if (!cached) return load();
  // Without the API the stale tenant stays.
  if (Date.now() - cached.at > cacheMs) load().catch(() => undefined);
  return cached.tenant;
};

/** The tenant's name, colour and contact, with defaults while the API has never answered. */
export const tenantBrand = (): Promise<Pick<Tenant, 'name' | 'colour' | 'contact_url'>> =>
  currentTenant().catch(() => ({ name: 'Doorstep', colour: '#2563eb', contact_url: null }));
