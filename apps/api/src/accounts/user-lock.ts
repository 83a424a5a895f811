import { AppError } from '@doorstep/contracts/errors';
import type { WriteClient } from '@doorstep/database/scope';
import { selectFrom, statement } from '@doorstep/database/statement';
import type { StatementClient } from '@doorstep/database/statement-runner';
import type { UserRow } from '../profile/profile.service.ts';

type UserKey = { tenantId: string; userId: string };

/** What a caller is told whose session ended while a write waited, be it that the account was erased. */
export const endedSession = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

const customerLocked = statement('customer_locked', 'SELECT id FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE');

const userLocked = selectFrom('user_locked', 'user', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE', ['passwordHash']);

/** The lock alone, for a write by statements. Throws `token_invalid` where the customer was erased meanwhile. */
export const lockCustomer = async (tx: StatementClient, { tenantId, userId }: UserKey): Promise<void> => {
  if ((await tx.query(customerLocked, [tenantId, userId])).length === 0) throw endedSession();
};

/** {@link lockUser} for a write by statements. */
export const lockUserRow = async (tx: StatementClient, { tenantId, userId }: UserKey): Promise<UserRow> => {
  const [user] = await tx.query(userLocked, [tenantId, userId]);
  if (!user) throw endedSession();
  return user;
};

/**
 * Locks a customer's row until the transaction ends, so that what is counted or compared next stays true, and answers it.
 * Throws what `gone` makes where the customer was erased meanwhile: `token_invalid` unless said.
 */
export const lockUser = async (
  tx: WriteClient,
  tenantId: string,
  userId: string,
  gone: () => AppError = endedSession,
): Promise<UserRow> => {
  await tx.$queryRaw`SELECT id FROM users WHERE tenant_id = ${tenantId}::uuid AND id = ${userId}::uuid FOR UPDATE`;
  const user = await tx.user.findFirst({ where: { tenantId, id: userId } });
  if (!user) throw gone();
  return user;
};
