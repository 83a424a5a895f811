import { AppError } from '@doorstep/contracts/errors';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { selectFrom, statement } from '@doorstep/database/statement';
import type { StatementClient } from '@doorstep/database/statement-runner';
import { found, signedIn } from '../found.ts';
import type { UserRow } from '../profile/profile.service.ts';

/** What a caller is told whose session ended while a write waited, be it that the account was erased. */
export const endedSession = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

const callerLocked = statement<{ live: boolean }>('caller_locked', 'SELECT lock_caller($1, $2, $3) AS live');

const callerRow = selectFrom('caller_row', 'user', 'WHERE tenant_id = $1 AND id = $2', ['passwordHash']);

/**
 * Locks the caller's own row until the transaction ends, so that what is counted or compared next stays true. Throws
 * `token_invalid` where the session ended, or the customer was erased, while the lock was waited for.
 */
export const lockCaller = async (tx: StatementClient, scope: Scope): Promise<void> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const [locked] = await tx.query(callerLocked, [tenantId, userId, sessionId]);
  if (!locked?.live) throw endedSession();
};

/** {@link lockCaller}, and answers the row. */
export const lockCallerRow = async (tx: StatementClient, scope: Scope): Promise<UserRow> => {
  const { tenantId, userId } = signedIn(scope);
  const [, [user]] = await Promise.all([lockCaller(tx, scope), tx.query(callerRow, [tenantId, userId])]);
  return found(user);
};

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
