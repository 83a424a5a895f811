import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import { tenantSettings } from './tenant.service.ts';

const freshMs = 5_000;
const maxTenants = 10_000;

/** Finds the limits of the caller's tenant. Caches them for five seconds, so that not every write queries them. */
export type FindTenantLimits = (scope: Scope) => Promise<TenantLimits>;

export const createTenantLimits = (now: () => Date): FindTenantLimits => {
  const cache = new Map<string, { limits: TenantLimits; until: number }>();
  return async (scope) => {
    const { tenantId } = scope.caller;
    const at = now().getTime();
    const cached = cache.get(tenantId);
    if (cached && cached.until > at) return cached.limits;
    const { limits } = await tenantSettings(scope.read, tenantId);
    if (cache.size >= maxTenants) cache.clear();
    cache.set(tenantId, { limits, until: at + freshMs });
    return limits;
  };
};
