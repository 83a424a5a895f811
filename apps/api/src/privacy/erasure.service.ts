import { AppError } from '@doorstep/contracts/errors';
import type { Erasure, ErasureState, RequestErasureInput } from '@doorstep/contracts/privacy';
import type { Change, Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { lockVerified, reauthenticate } from '../accounts/reauthenticate.ts';
import { endAllSessions } from '../accounts/session.service.ts';
import { setErasure, type UserRow, userById } from '../accounts/user.statements.ts';
import { lockCaller } from '../accounts/user-lock.ts';
import { dayMs } from '../config/durations.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'outbox' | 'now'>;

/**
 * Schedules the erasure of the caller's account after the tenant's delay, ends every session and queues a mail. A repeated
 * request does not change the date.
 * Throws `password_wrong`, `rate_limited`, and `token_invalid` if the session has ended since.
 */
export const requestErasure = async (scope: Scope, deps: Deps, input: RequestErasureInput): Promise<Erasure> => {
  requireCustomer(scope);
  const verified = await reauthenticate(scope, deps, 'password', input.password);
  const eraseAt = await scope.write(async (tx) => {
    const before = await lockVerified(tx, scope, verified);
    return scheduleErasure(tx, deps, before, { days: verified.settings.erasure_days, by: 'customer' });
  });
  deps.outbox.wake();
  return { erase_at: eraseAt.toISOString() };
};

/**
 * Schedules the erasure of a locked account after some days, ends every session and queues a mail.
 *
 * @returns The date of the erasure: that of an earlier request if there is one.
 */
export const scheduleErasure = async (
  tx: Transaction,
  deps: Pick<Dependencies, 'outbox' | 'now'>,
  before: UserRow,
  { days, by }: { days: number; by: 'customer' | 'shop' },
): Promise<Change<Date>> => {
  const { tenantId, id: userId } = before;
  const now = deps.now();
  const eraseAt = before.eraseAt ?? new Date(now.getTime() + days * dayMs);
  const after = writeErasure(tx, before, { eraseAt, erasureRequestedAt: before.erasureRequestedAt ?? now }, now);
  endAllSessions(tx, { tenantId, userId }, now);
  const data = { erase_at: eraseAt.toISOString(), can_keep: eraseAt > now, by };
  await deps.outbox.queue(tx, after, { kind: 'erasure_requested', data });
  return { result: eraseAt, audit: { action: 'user.erasure_requested', entityId: userId, before, after } };
};

/** Returns the date of the caller's erasure, or null. */
export const getErasure = async (scope: Scope): Promise<ErasureState> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [user] = await scope.read(userById, [tenantId, userId]);
  return { erase_at: orNotFound(user).eraseAt?.toISOString() ?? null };
};

/** Cancels the erasure and queues a mail. The request ended all sessions, so the caller has signed in since. Throws `not_found`. */
export const cancelErasure = async (scope: Scope, { outbox, now }: Deps): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  await scope.write(async (tx) => {
    const [, [user]] = await Promise.all([lockCaller(tx, scope), tx.query(userById, [tenantId, userId])]);
    const before = orNotFound(user);
    if (!before.eraseAt) throw new AppError('not_found', { detail: { key: 'erasure_not_pending' } });
    const after = writeErasure(tx, before, { eraseAt: null, erasureRequestedAt: null }, now());
    await outbox.queue(tx, after, { kind: 'erasure_cancelled' });
    return { result: null, audit: { action: 'user.erasure_cancelled', entityId: userId, before, after } };
  });
  outbox.wake();
};

const writeErasure = (
  tx: Transaction,
  before: UserRow,
  dates: Pick<UserRow, 'eraseAt' | 'erasureRequestedAt'>,
  now: Date,
): UserRow => {
  const after = { ...before, ...dates, ...nextVersion(before, now) };
  tx.send(...setErasure(after));
  return after;
};
