import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';

/** The row, or `not_found`: the same answer for one that never was, one that is gone, and one of somebody else. */
export const found = <T>(row: T | null | undefined): T => {
  if (row === null || row === undefined) throw new AppError('not_found');
  return row;
};

/** The customer a scope speaks for; `not_authenticated` where it speaks for none. */
export const signedIn = ({ caller }: Scope): { tenantId: string; userId: string; sessionId: string } => {
  const { tenantId, userId, sessionId } = caller;
  if (!userId || !sessionId) throw new AppError('not_authenticated');
  return { tenantId, userId, sessionId };
};
