import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { currentActor } from './actor.statements.ts';

/** The row, or `not_found`: the same answer for one that never was, one that is gone, and one of somebody else. */
export const orNotFound = <T>(row: T | null | undefined): T => {
  if (row === null || row === undefined) throw new AppError('not_found');
  return row;
};

/** The customer a scope speaks for; `not_authenticated` where it speaks for none. */
export const requireCustomer = ({ caller }: Scope): { tenantId: string; userId: string; sessionId: string } => {
  const { tenantId, userId, sessionId } = caller;
  if (!userId || !sessionId) throw new AppError('not_authenticated');
  return { tenantId, userId, sessionId };
};

/** Throws `permission_denied` unless it is the tenant's staff that a transaction acts for, as the database says. */
export const assertStaffActor = (actor: string | undefined): void => {
  if (actor !== 'staff') throw new AppError('permission_denied', { detail: { key: 'staff_only' } });
};

/** The same outside of a transaction; throws as well what the database says of a caller who is not live. */
export const requireStaff = async (scope: Scope): Promise<void> => {
  const [row] = await scope.read(currentActor, []);
  assertStaffActor(row?.actor);
};
