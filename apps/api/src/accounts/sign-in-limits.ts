import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import type { RateLimits } from '../http/rate-limits.ts';

/**
 * Counts an attempt before it is judged, so that many at once cannot all pass; answers how to take it back when it was
 * right. Throws `rate_limited`.
 */
export const countAttempt = async (
  rateLimits: RateLimits,
  { caller: { tenantId }, origin: { address } }: Scope,
  account: string,
  limits: TenantLimits,
): Promise<() => Promise<void>> => {
  await rateLimits.take('sign_in_address', [tenantId, address], limits.failed_sign_ins_per_address);
  await rateLimits.take('sign_in_account', [tenantId, address, account], limits.failed_sign_ins_per_account);
  return async () => {
    await rateLimits.giveBack('sign_in_address', [tenantId, address]);
    await rateLimits.giveBack('sign_in_account', [tenantId, address, account]);
  };
};
