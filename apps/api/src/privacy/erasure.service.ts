import { AppError } from '@doorstep/contracts/errors';
import type { Erasure, ErasureState, RequestErasureInput } from '@doorstep/contracts/privacy';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { lockVerified, reauthenticate } from '../accounts/reauthenticate.ts';
import { endAllSessions } from '../accounts/session.service.ts';
import { lockCallerUser } from '../accounts/user-lock.ts';
import type { UserRow } from '../profile/profile.service.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'outbox' | 'now'>;

const dayMs = 24 * 60 * 60 * 1000;

/**
 * Has the caller's account erased after the tenant's days of grace; every session ends, and a mail tells. Asked again, the
 * first date stands. Throws `password_wrong`, `rate_limited`, and `token_invalid` where the session ended meanwhile.
 */
export const requestErasure = async (scope: Scope, deps: Deps, input: RequestErasureInput): Promise<Erasure> => {
  const { tenantId, userId } = requireCustomer(scope);
  const verified = await reauthenticate(scope, deps, 'password', input.password);
  const eraseAt = await scope.change(async (tx) => {
    const now = deps.now();
    const before = await lockVerified(tx, scope, verified);
    const eraseAt = before.eraseAt ?? new Date(now.getTime() + verified.settings.erasure_days * dayMs);
    const erasureRequestedAt = before.erasureRequestedAt ?? now;
    const after = await setErasure(tx, before, { eraseAt, erasureRequestedAt });
    await endAllSessions(tx, { tenantId, userId }, now);
    const data = { erase_at: eraseAt.toISOString(), can_keep: eraseAt > now };
    await deps.outbox.queue(tx, after, { kind: 'erasure_requested', data });
    return { result: eraseAt, audit: { action: 'user.erasure_requested', entityId: userId, before, after } };
  });
  deps.outbox.wake();
  return { erase_at: eraseAt.toISOString() };
};

/** When the caller's account is to be erased, if it is. */
export const getErasure = async (scope: Scope): Promise<ErasureState> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { eraseAt } = orNotFound(
    await scope.read((db) => db.user.findFirst({ where: { tenantId, id: userId }, select: { eraseAt: true } })),
  );
  return { erase_at: eraseAt?.toISOString() ?? null };
};

/** Calls the erasure off, and a mail tells. Whoever is signed in has signed in since it was asked for. Throws `not_found`. */
export const cancelErasure = async (scope: Scope, { outbox }: Deps): Promise<void> => {
  const { userId } = requireCustomer(scope);
  await scope.change(async (tx) => {
    const before = await lockCallerUser(tx, scope);
    if (!before.eraseAt) throw new AppError('not_found', { detail: { key: 'erasure_not_pending' } });
    const after = await setErasure(tx, before, { eraseAt: null, erasureRequestedAt: null });
    await outbox.queue(tx, after, { kind: 'erasure_cancelled' });
    return { result: null, audit: { action: 'user.erasure_cancelled', entityId: userId, before, after } };
  });
  outbox.wake();
};

const setErasure = (
  tx: WriteClient,
  { tenantId, id }: UserRow,
  dates: Pick<UserRow, 'eraseAt' | 'erasureRequestedAt'>,
): Promise<UserRow> =>
  tx.user.update({
    where: { tenantId_id: { tenantId, id } },
    data: { ...dates, version: { increment: 1 } },
  });
