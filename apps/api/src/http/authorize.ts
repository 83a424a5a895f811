import type { Contract } from '@doorstep/contracts/contract';
import { AppError } from '@doorstep/contracts/errors';
import { rowId } from '@doorstep/contracts/text';
import type { Scope } from '@doorstep/database/scope';
import { requireStaff } from '../resources/guards.ts';
import { assertLive } from './authenticate.ts';

/** Whether a row that a request names is there for this caller. */
export type RowExists = (scope: Scope, id: string) => Promise<boolean>;

/**
 * Throws unless the caller is live and in the role that the contract asks for, and unless the row that the request names
 * exists for this caller.
 *
 * @param id The id of that row, as the client sent it.
 */
export const authorize = async (
  scope: Scope | null,
  { access }: Contract,
  id?: unknown,
  rowExists?: RowExists,
): Promise<void> => {
  if (!scope) return;
  if (access === 'staff') await requireStaff(scope);
  if (!rowExists || id === undefined) {
    await assertLive(scope);
    return;
  }
  const known = rowId.safeParse(id);
  if (!known.success) await assertLive(scope);
  if (!known.success || !(await rowExists(scope, known.data))) throw new AppError('not_found');
};
