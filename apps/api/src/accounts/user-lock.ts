import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { requireCustomer } from '../resources/guards.ts';
import { callerLocked, type UserRow, userLocked } from './user.statements.ts';

/** Makes the error for a caller whose session ended, or whose account was erased, while a write waited for a lock. */
export const sessionEnded = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

/**
 * Locks the row of the scope's customer until the transaction ends, so that later checks of the transaction remain valid.
 * Throws `token_invalid` if the customer's session ended or the customer was erased during the wait. On behalf of a customer who
 * was erased, throws `not_found`.
 */
export const lockCaller = async (tx: Transaction, scope: Scope): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { sessionId, actingAs } = scope.caller;
  const [locked] = await tx.query(callerLocked, [tenantId, userId, sessionId]);
  if (!locked?.live) throw actingAs ? new AppError('not_found') : sessionEnded();
};

/**
 * Locks and returns a customer's row in a transaction without a session.
 * Throws the error of `erased`, by default `token_invalid`, if the customer was erased during the wait.
 */
export const lockUser = async (
  tx: Transaction,
  tenantId: string,
  userId: string,
  erased: () => AppError = sessionEnded,
): Promise<UserRow> => {
  const [user] = await tx.query(userLocked, [tenantId, userId]);
  if (!user) throw erased();
  return user;
};
