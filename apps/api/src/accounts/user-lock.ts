import type { WriteClient } from '@doorstep/database/scope';
import { selectFrom, statement } from '@doorstep/database/statement';
import { found } from '../found.ts';
import type { UserRow } from '../profile/profile.service.ts';

/** The lock alone, for a write by statements. */
export const customerLocked = statement(
  'customer_locked',
  'SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE',
);

/** {@link lockUser} for a write by statements. */
export const userLocked = selectFrom('user_locked', 'user', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [
  'passwordHash',
]);

/**
 * Locks a customer's row until the transaction ends, so that what is counted or compared next stays true, and answers it.
 * Throws `not_found`.
 */
export const lockUser = async (tx: WriteClient, tenantId: string, userId: string): Promise<UserRow> => {
  await tx.$queryRaw`SELECT id FROM users WHERE tenant_id = ${tenantId}::uuid AND id = ${userId}::uuid FOR UPDATE`;
  return found(await tx.user.findFirst({ where: { tenantId, id: userId } }));
};
