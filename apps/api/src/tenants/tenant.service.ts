import { type Tenant, TenantSettings } from '@doorstep/contracts/tenant';
import type { ReadClient, Scope, WriteClient } from '@doorstep/database/scope';
import { found } from '../found.ts';

/** The settings of the caller's tenant, with defaults where none were made. */
export const tenantSettings = async (db: ReadClient | WriteClient, tenantId: string): Promise<TenantSettings> =>
  TenantSettings.parse(found(await db.tenant.findFirst({ where: { id: tenantId } })).settings);

/** What an app needs before sign-in. */
export const getTenant = async (scope: Scope, { uploadMaxBytes }: { uploadMaxBytes: number }): Promise<Tenant> => {
  const { tenantId } = scope.caller;
  const { id, name, settings } = found(await scope.read((db) => db.tenant.findFirst({ where: { id: tenantId } })));
  const { colour, locales, address_checking, limits } = TenantSettings.parse(settings);
  return {
    id,
    name,
    colour,
    locales,
    address_checking,
    limits: { live_addresses: limits.live_addresses, upload_bytes: uploadMaxBytes },
  };
};
