import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { requireCustomer } from '../resources/guards.ts';
import { callerLocked, type UserRow, userLocked } from './user.statements.ts';

/** The answer to a caller whose session ended, or whose account was erased, while a write waited. */
export const endedSession = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

/**
 * Locks the caller's own row until the transaction ends, so that what is counted or compared next stays true. Throws
 * `token_invalid` where the session ended, or the customer was erased, while the lock was waited for.
 */
export const lockCaller = async (tx: Transaction, scope: Scope): Promise<void> => {
  const { tenantId, userId, sessionId } = requireCustomer(scope);
  const [locked] = await tx.query(callerLocked, [tenantId, userId, sessionId]);
  if (!locked?.live) throw endedSession();
};

/**
 * Locks a customer's row for the tenant's own machinery, which has no session, and answers it. Throws what `erased` makes
 * where the customer was erased meanwhile: `token_invalid` unless given.
 */
export const lockUser = async (
  tx: Transaction,
  tenantId: string,
  userId: string,
  erased: () => AppError = endedSession,
): Promise<UserRow> => {
  const [user] = await tx.query(userLocked, [tenantId, userId]);
  if (!user) throw erased();
  return user;
};
