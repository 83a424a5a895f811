import { type Tenant, TenantSettings } from '@doorstep/contracts/tenant';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Query } from '@doorstep/database/transaction';
import { orNotFound } from '../resources/guards.ts';
import { tenantById } from './tenant.statements.ts';

/** Parses the settings of a tenant's row, with defaults for missing ones. */
export const settingsOf = ({ settings }: { settings: unknown }): TenantSettings => TenantSettings.parse(settings);

/** Returns the row of the caller's tenant. */
export const findTenant = async (query: Query, tenantId: string): Promise<Row<'tenant'>> =>
  orNotFound((await query(tenantById, [tenantId]))[0]);

/** Returns the settings of the caller's tenant. */
export const tenantSettings = async (query: Query, tenantId: string): Promise<TenantSettings> =>
  settingsOf(await findTenant(query, tenantId));

/** Returns the tenant settings that an app needs before sign-in. */
export const getTenant = async (scope: Scope, { uploadMaxBytes }: { uploadMaxBytes: number }): Promise<Tenant> => {
  const tenant = await findTenant(scope.read, scope.caller.tenantId);
  const { id, name } = tenant;
  const { colour, locales, address_checking, limits, ...settings } = settingsOf(tenant);
  return {
    id,
    name,
    colour,
    locales,
    contact_url: settings.contact_url,
    address_checking,
    duplicate_addresses: settings.duplicate_addresses,
    restore_days: settings.restore_days,
    require_verified_email: settings.require_verified_email,
    erasure_days: settings.erasure_days,
    limits: { live_addresses: limits.live_addresses, upload_bytes: uploadMaxBytes },
  };
};
