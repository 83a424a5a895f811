import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';

/** Returns the row. Throws the same `not_found` for a missing row, a deleted one, and one of another customer. */
export const orNotFound = <T>(row: T | null | undefined): T => {
  if (row === null || row === undefined) throw new AppError('not_found');
  return row;
};

/** Returns the customer of a scope. Throws `not_authenticated` if the scope has none. */
export const requireCustomer = ({ caller }: Scope): { tenantId: string; userId: string; sessionId: string } => {
  const { tenantId, userId, sessionId } = caller;
  if (!userId || !sessionId) throw new AppError('not_authenticated');
  return { tenantId, userId, sessionId };
};
