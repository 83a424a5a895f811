import { AppError } from '@doorstep/contracts/errors';
import type { Transaction } from '@doorstep/database/transaction';
import { heldPermissions } from './actor.statements.ts';
import { orNotFound } from './guards.ts';

/**
 * Checks that the caller has every permission that it gives to a key or a webhook. Throws `permission_denied` with the first one
 * that is lacking.
 *
 * @param key The message of the error.
 */
export const assertHeld = async (
  tx: Pick<Transaction, 'query'>,
  permissions: readonly string[],
  key: 'permission_to_give' | 'permission_to_send',
): Promise<void> => {
  const [row] = await tx.query(heldPermissions, []);
  const held = orNotFound(row).held.split(' ');
  const lacking = permissions.find((permission) => !held.includes(permission));
  if (lacking === undefined) return;
  throw new AppError('permission_denied', {
    detail: { key, permission: lacking },
    extension: { required_permission: lacking },
  });
};
