import { AppError } from '@doorstep/contracts/errors';
import { rowId } from '@doorstep/contracts/text';
import type { Scope } from '@doorstep/database/scope';
import { assertLive } from './authenticate.ts';

/** Returns whether the row exists and is visible to this caller. */
export type RowExists = (scope: Scope, id: string) => Promise<boolean>;

/**
 * Checks that the caller is live, has the permission of the contract, and can see the row.
 * Throws `permission_denied`, `not_found`, and the errors of {@link assertLive}.
 *
 * @param id The id of the row, as the client sent it.
 */
export const authorize = async (scope: Scope | null, id?: unknown, rowExists?: RowExists): Promise<void> => {
  if (!scope) return;
  if (!rowExists || id === undefined) {
    await assertLive(scope);
    return;
  }
  const known = rowId.safeParse(id);
  if (!known.success) await assertLive(scope);
  if (!known.success || !(await rowExists(scope, known.data))) throw new AppError('not_found');
};
