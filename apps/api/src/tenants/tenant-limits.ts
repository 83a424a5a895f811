import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import { tenantSettings } from './tenant.service.ts';

const freshMs = 5_000;
const maxTenants = 10_000;

/** The limits of the caller's tenant, at most five seconds old, so that not every write asks the database for them. */
export type FindTenantLimits = (scope: Scope) => Promise<TenantLimits>;

export const createTenantLimits = (now: () => Date): FindTenantLimits => {
  const known = new Map<string, { limits: TenantLimits; until: number }>();
  return async (scope) => {
    const { tenantId } = scope.caller;
    const at = now().getTime();
    const cached = known.get(tenantId);
    if (cached && cached.until > at) return cached.limits;
    const { limits } = await tenantSettings(scope.read, tenantId);
    if (known.size >= maxTenants) known.clear();
    known.set(tenantId, { limits, until: at + freshMs });
    return limits;
  };
};
