import { AppError } from '@doorstep/contracts/errors';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { statement } from '@doorstep/database/statement';
import type { StatementClient } from '@doorstep/database/statement-runner';
import { orNotFound, requireCustomer } from '../resources/guards.ts';

/** What a caller is told whose session ended while a write waited, be it that the account was erased. */
export const endedSession = () => new AppError('token_invalid', { detail: { key: 'session_ended' } });

type UserRow = Prisma.UserGetPayload<{ omit: { passwordHash: true } }>;
type Locked = { live: boolean };

const callerLocked = statement<Locked>('caller_locked', 'SELECT lock_caller($1, $2, $3) AS live');

/**
 * Locks the caller's own row until the transaction ends, so that what is counted or compared next stays true. Throws
 * `token_invalid` where the session ended, or the customer was erased, while the lock was waited for.
 */
export const lockCaller = async (tx: StatementClient, scope: Scope): Promise<void> => {
  const { tenantId, userId, sessionId } = requireCustomer(scope);
  const [locked] = await tx.query(callerLocked, [tenantId, userId, sessionId]);
  if (!locked?.live) throw endedSession();
};

/** {@link lockCaller} for a change through Prisma, which answers the row. */
export const lockCallerUser = async (tx: WriteClient, scope: Scope): Promise<UserRow> => {
  const { tenantId, userId, sessionId } = requireCustomer(scope);
  const [locked] = await tx.$queryRaw<Locked[]>`
    SELECT lock_caller(${tenantId}::uuid, ${userId}::uuid, ${sessionId}::uuid) AS live`;
  if (!locked?.live) throw endedSession();
  return orNotFound(await tx.user.findFirst({ where: { tenantId, id: userId } }));
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
