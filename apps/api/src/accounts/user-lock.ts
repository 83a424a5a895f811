import { AppError } from '@doorstep/contracts/errors';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { type Statement, selectFrom, statement } from '@doorstep/database/statement';
import type { StatementClient } from '@doorstep/database/statement-runner';
import { signedIn } from '../found.ts';
import type { UserRow } from '../profile/profile.service.ts';

/** What a caller is told whose session ended while a write waited, be it that the account was erased. */
export const endedSession = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

const customerLocked = statement('customer_locked', 'SELECT id FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE');

const userLocked = selectFrom('user_locked', 'user', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE', ['passwordHash']);

// A statement of its own behind the lock: it sees what was committed while that was waited for.
const unrevoked = statement(
  'session_unrevoked',
  'SELECT id FROM sessions WHERE tenant_id = $1 AND id = $2 AND revoked_at IS NULL',
);

const lock = async <Row>(tx: StatementClient, scope: Scope, locked: Statement<Row>): Promise<Row> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const [[user], sessions] = await Promise.all([
    tx.query(locked, [tenantId, userId]),
    tx.query(unrevoked, [tenantId, sessionId]),
  ]);
  if (!user || sessions.length === 0) throw endedSession();
  return user;
};

/**
 * Locks the caller's own row until the transaction ends, so that what is counted or compared next stays true. Throws
 * `token_invalid` where the session ended, or the customer was erased, while the lock was waited for.
 */
export const lockCaller = async (tx: StatementClient, scope: Scope): Promise<void> => {
  await lock(tx, scope, customerLocked);
};

/** {@link lockCaller}, and answers the row. */
export const lockCallerRow = (tx: StatementClient, scope: Scope): Promise<UserRow> => lock(tx, scope, userLocked);

/** {@link lockCallerRow} for a change through Prisma. */
export const lockCallerUser = async (tx: WriteClient, scope: Scope): Promise<UserRow> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const user = await lockUser(tx, tenantId, userId);
  if (!(await tx.session.count({ where: { tenantId, id: sessionId, revokedAt: null } }))) throw endedSession();
  return user;
};

/**
 * Locks a customer's row for the tenant's own machinery, which has no session. Throws what `gone` makes where the customer was
 * erased meanwhile: `token_invalid` unless said.
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
