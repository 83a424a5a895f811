import { DoorstepClient, type Tenant } from '@doorstep/sdk';
import { webConfig } from '../env.ts';

// A changed name or colour shows within a minute, and no page waits for it.
const freshMs = 60_000;

let kept: { tenant: Tenant; at: number } | undefined;
let loading: Promise<Tenant> | undefined;

const load = (): Promise<Tenant> => {
  const { apiUrl, tenantId } = webConfig();
  loading ??= new DoorstepClient({ baseUrl: apiUrl, tenantId, tokenStore: false, timeout: 5_000 })
    .getTenant()
    .then((tenant) => {
      kept = { tenant, at: Date.now() };
      return tenant;
    })
    .finally(() => {
      loading = undefined;
    });
  return loading;
};

/** The tenant whose app this is. Only the first page ever waits for it. */
export const currentTenant = async (): Promise<Tenant> => {
  if (!kept) return load();
  // A tenant that cannot be asked for is shown as it was.
  if (Date.now() - kept.at > freshMs) load().catch(() => undefined);
  return kept.tenant;
};

/** What a page is called and coloured by. While the API has never been reached there is nothing better to show. */
export const tenantBrand = (): Promise<Pick<Tenant, 'name' | 'colour'>> =>
  currentTenant().catch(() => ({ name: 'Doorstep', colour: '#2563eb' }));
