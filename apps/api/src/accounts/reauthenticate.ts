import { fieldFault } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { verifyPassword } from './password.ts';
import type { PasswordOwner } from './password-strength.ts';
import { passwordUnchanged, type UserRow, userById, userWithPassword } from './user.statements.ts';
import { lockCaller } from './user-lock.ts';

/** The caller's own password, as it was found right, and whose it is. */
export type VerifiedPassword = { settings: TenantSettings; field: string; passwordHash: string; user: PasswordOwner };

const wrongPassword = (field: string) => fieldFault(field, 'password_wrong', { key: 'password_wrong' });

/**
 * Asks for the caller's own password, before what a stolen session must not be enough for. Wrong ones
 * are counted by session, apart from sign-ins: who guesses here must not lock the owner out. Throws `password_wrong` on `field`, `rate_limited`.
 */
export const reauthenticate = async (
  scope: Scope,
  { rateLimits }: Pick<Dependencies, 'rateLimits'>,
  field: string,
  given: string,
): Promise<VerifiedPassword> => {
  const { tenantId, userId, sessionId } = requireCustomer(scope);
  const [settings, [found]] = await scope.snapshot((tx) =>
    Promise.all([tenantSettings(tx.query, tenantId), tx.query(userWithPassword, [tenantId, userId])]),
  );
  const user = orNotFound(found);
  const limit = settings.limits.failed_sign_ins_per_account;
  const right = await rateLimits.countFailures(
    [{ window: 'own_password', subject: [tenantId, userId, sessionId], limit }],
    () => verifyPassword(user.passwordHash, given),
  );
  if (!right) {
    await scope.write(async () => ({ result: null, count: 'password_refused' }));
    throw wrongPassword(field);
  }
  return { settings, field, passwordHash: user.passwordHash, user };
};

/**
 * Locks the caller's row and answers it. Throws `token_invalid` or `password_wrong` where the session ended or the password
 * was changed since it was verified: who waited for the lock may have waited for just that.
 */
export const lockVerified = async (
  tx: Transaction,
  scope: Scope,
  { field, passwordHash }: VerifiedPassword,
): Promise<UserRow> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [, [user], unchanged] = await Promise.all([
    lockCaller(tx, scope),
    tx.query(userById, [tenantId, userId]),
    tx.query(passwordUnchanged, [tenantId, userId, passwordHash]),
  ]);
  if (unchanged.length === 0) throw wrongPassword(field);
  return orNotFound(user);
};
