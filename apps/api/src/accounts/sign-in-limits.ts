import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import type { RateLimits } from '../http/rate-limits.ts';

/**
 * Counts an attempt before it is judged, so that many at once cannot all pass; answers how to take it back when it was
 * right. Resets are counted apart from sign-ins: asking for a new password must not lock the door. Throws `rate_limited`.
 *
 * @param account What is tried: an e-mail as it is compared, or for a reset whatever names the attempt.
 */
export const countAttempt = async (
  rateLimits: RateLimits,
  kind: 'sign_in' | 'reset',
  { caller: { tenantId }, origin: { address } }: Scope,
  account: string,
  limits: TenantLimits,
): Promise<() => Promise<void>> => {
  const byAddress = [`${kind}_address`, [tenantId, address]] as const;
  const byAccount = [`${kind}_account`, [tenantId, address, account]] as const;
  await rateLimits.take(...byAddress, limits.failed_sign_ins_per_address);
  try {
    await rateLimits.take(...byAccount, limits.failed_sign_ins_per_account);
  } catch (error) {
    // Tries at one account must not use up what the others behind the same address may try.
    await rateLimits.giveBack(...byAddress);
    throw error;
  }
  return async () => {
    await rateLimits.giveBack(...byAddress);
    await rateLimits.giveBack(...byAccount);
  };
};
