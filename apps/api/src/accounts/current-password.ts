import { fieldFault } from '@doorstep/contracts/errors';
import type { TenantLimits } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import type { Dependencies } from '../dependencies.ts';
import { found, signedIn } from '../found.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { verifyPassword } from './password.ts';
import { countAttempt } from './sign-in-limits.ts';

/** The refusal of a password that is not the caller's. */
export const wrongPassword = () =>
  fieldFault('current_password', 'password_wrong', 'This is not your current password.');

/**
 * Compares a password with the caller's, limited as signing in is. Answers the hash it was compared with: what is then
 * done under it must find it unchanged. Throws `password_wrong`, `rate_limited`.
 */
export const assertCurrentPassword = async (
  scope: Scope,
  { rateLimits }: Pick<Dependencies, 'rateLimits'>,
  given: string,
): Promise<{ passwordHash: string; limits: TenantLimits }> => {
  const { tenantId, userId } = signedIn(scope);
  const { limits, user } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    user: found(
      await db.user.findFirst({ where: { tenantId, id: userId }, select: { emailKey: true, passwordHash: true } }),
    ),
  }));
  const giveBack = await countAttempt(rateLimits, 'sign_in', scope, user.emailKey, limits);
  if (!(await verifyPassword(user.passwordHash, given))) {
    await scope.change(async () => ({ result: null, count: 'password_refused' }));
    throw wrongPassword();
  }
  await giveBack();
  return { passwordHash: user.passwordHash, limits };
};
