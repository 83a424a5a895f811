import { fieldFault } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound, requireCustomer, requireSession } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { verifyPassword } from './password.ts';
import type { PasswordOwner } from './password-strength.ts';
import { passwordUnchanged, type UserRow, userById, userWithPassword } from './user.statements.ts';
import { lockCaller } from './user-lock.ts';

/** The verified password of the caller. */
export type VerifiedPassword = { settings: TenantSettings; field: string; passwordHash: string; user: PasswordOwner };

const wrongPassword = (field: string) => fieldFault(field, 'password_wrong', { key: 'password_wrong' });

/**
 * Verifies the caller's password before an operation that a stolen session must not suffice for. Counts wrong passwords by
 * session and separately from sign-ins, so that a thief cannot lock the owner out.
 * Throws `password_wrong` on `field`, `rate_limited`.
 */
export const reauthenticate = async (
  scope: Scope,
  { rateLimits }: Pick<Dependencies, 'rateLimits'>,
  field: string,
  given: string,
): Promise<VerifiedPassword> => {
  const { tenantId, userId, sessionId } = requireSession(scope);
  const [settings, [row]] = await scope.snapshot((tx) =>
    Promise.all([tenantSettings(tx.query, tenantId), tx.query(userWithPassword, [tenantId, userId])]),
  );
  const user = orNotFound(row);
  const limit = settings.limits.failed_sign_ins_per_account;
  const isRight = await rateLimits.countFailures(
    [{ window: 'own_password', subject: [tenantId, userId, sessionId], limit }],
    () => verifyPassword(tenantId, user.passwordHash, given),
  );
  if (!isRight) {
    await scope.write(async () => ({ result: null, count: 'password_refused' }));
    throw wrongPassword(field);
  }
  return { settings, field, passwordHash: orNotFound(user.passwordHash), user };
};

/**
 * Locks and returns the caller's row. Session and password may have changed during the wait for the lock.
 * Throws `token_invalid` if the session has ended, and `password_wrong` if the password was changed.
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
