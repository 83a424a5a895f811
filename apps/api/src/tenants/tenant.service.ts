import { type Tenant, TenantSettings } from '@doorstep/contracts/tenant';
import type { ReadClient, Scope, WriteClient } from '@doorstep/database/scope';
import { selectFrom } from '@doorstep/database/statement';
import { orNotFound } from '../resources/guards.ts';

/** {@link tenantSettings} for a write by statements: the tenant's row. */
export const tenantById = selectFrom('tenant_by_id', 'tenant', 'WHERE id = $1');

/** The settings in a tenant's row, with defaults where none were made. */
export const settingsOf = ({ settings }: { settings: unknown }): TenantSettings => TenantSettings.parse(settings);

/** The settings of the caller's tenant. */
export const tenantSettings = async (db: ReadClient | WriteClient, tenantId: string): Promise<TenantSettings> =>
  settingsOf(orNotFound(await db.tenant.findFirst({ where: { id: tenantId } })));

/** The row of the caller's tenant. */
export const callersTenant = async (scope: Scope) =>
  orNotFound((await scope.select(tenantById, [scope.caller.tenantId]))[0]);

/** What an app needs before sign-in. */
export const getTenant = async (scope: Scope, { uploadMaxBytes }: { uploadMaxBytes: number }): Promise<Tenant> => {
  const tenant = await callersTenant(scope);
  const { id, name } = tenant;
  const { colour, locales, address_checking, limits, ...settings } = settingsOf(tenant);
  return {
    id,
    name,
    colour,
    locales,
    address_checking,
    duplicate_addresses: settings.duplicate_addresses,
    restore_days: settings.restore_days,
    require_verified_email: settings.require_verified_email,
    erasure_days: settings.erasure_days,
    limits: { live_addresses: limits.live_addresses, upload_bytes: uploadMaxBytes },
  };
};
