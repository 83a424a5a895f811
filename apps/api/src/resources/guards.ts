import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { currentActor } from './actor.statements.ts';

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

/** Throws `permission_denied` unless the database has given the transaction the role of the tenant's staff. */
export const assertStaffActor = (actor: string | undefined): void => {
  if (actor !== 'staff') throw new AppError('permission_denied', { detail: { key: 'staff_only' } });
};

/** Throws `permission_denied` unless the caller is staff, outside of a transaction. Also throws for a caller who is not live. */
export const requireStaff = async (scope: Scope): Promise<void> => {
  const [row] = await scope.read(currentActor, []);
  assertStaffActor(row?.actor);
};
