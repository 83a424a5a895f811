import type { ChangePasswordInput, ConfirmPasswordResetInput } from '@doorstep/contracts/account';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../dependencies.ts';
import { found, signedIn } from '../found.ts';
import type { UserRow } from '../profile/profile.service.ts';
import type { Secrets } from '../secrets.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { hashPassword, refuseCommonPassword, verifyPassword } from './password.ts';
import { hashToken } from './secret-token.ts';
import { endAllSessions } from './session.service.ts';
import { emailKey } from './sign-in.service.ts';
import { countAttempt } from './sign-in-limits.ts';
import { lockUser } from './user-lock.ts';

type Needs = Pick<Dependencies, 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'now'>;

const resetMinutes = 30;

/** The secret of a reset, made from its id whenever it is needed, so that it need not be stored to be mailed. */
export const resetToken = (secrets: Secrets, resetId: string): string => secrets.sign('password-reset', resetId);

/** A new password: reset links that are still open end with the old one, and a mail tells. */
const setPassword = async (
  tx: WriteClient,
  user: UserRow,
  { passwordHash, now, signedOut }: { passwordHash: string; now: Date; signedOut: 'others' | 'all' },
): Promise<UserRow> => {
  const { tenantId, id } = user;
  const open = { tenantId, userId: id, usedAt: null };
  await tx.passwordReset.updateMany({ where: open, data: { usedAt: now, version: { increment: 1 } } });
  const after = await tx.user.update({
    where: { tenantId_id: { tenantId, id } },
    data: { passwordHash, version: { increment: 1 } },
  });
  const data = { signed_out: signedOut };
  await tx.mail.create({ data: { tenantId, userId: id, recipient: user.email, kind: 'password_changed', data } });
  return after;
};

const wrongPassword = () => fieldFault('current_password', 'password_wrong', 'This is not your current password.');

/**
 * Changes the caller's password; every other session ends. Throws `password_wrong`, `password_common`, `rate_limited`,
 * and `token_invalid` where the session ended meanwhile.
 */
export const changePassword = async (scope: Scope, needs: Needs, input: ChangePasswordInput): Promise<void> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const { limits, user } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    user: found(
      await db.user.findFirst({ where: { tenantId, id: userId }, select: { emailKey: true, passwordHash: true } }),
    ),
  }));
  const giveBack = await countAttempt(needs.rateLimits, 'sign_in', scope, user.emailKey, limits);
  if (!(await verifyPassword(user.passwordHash, input.current_password))) {
    await scope.change(async () => ({ result: null, count: 'password_refused' }));
    throw wrongPassword();
  }
  await giveBack();
  refuseCommonPassword(input.new_password, 'new_password');
  const passwordHash = await hashPassword(input.new_password);
  await scope.change(async (tx) => {
    const before = await lockUser(tx, tenantId, userId);
    // Who waited for the lock may have waited for another's new password: that must not be overwritten with this one.
    if (!(await tx.session.count({ where: { tenantId, id: sessionId, revokedAt: null } }))) throw endedSession();
    const verified = { tenantId, id: userId, passwordHash: user.passwordHash };
    if (!(await tx.user.count({ where: verified }))) throw wrongPassword();
    const after = await setPassword(tx, before, { passwordHash, now: needs.now(), signedOut: 'others' });
    await endAllSessions(tx, { tenantId, userId }, needs.now(), sessionId);
    return { result: null, audit: { action: 'user.password_changed', entityId: userId, before, after } };
  });
  needs.outbox.wake();
};

/**
 * Mails a reset link, if there is such an account. Answers before it looks, so that the time it takes tells nothing.
 * Throws `rate_limited`.
 */
export const requestPasswordReset = async (scope: Scope, needs: Needs, email: string): Promise<void> => {
  const { tenantId } = scope.caller;
  const key = emailKey(email);
  const { limits } = await scope.read((db) => tenantSettings(db, tenantId));
  await countAttempt(needs.rateLimits, 'reset', scope, key, limits);
  needs.background.run(async () => {
    await scope.change((tx) => writeReset(tx, tenantId, key, needs));
    needs.outbox.wake();
  });
};

const writeReset = async (tx: WriteClient, tenantId: string, key: string, { secrets, now }: Needs) => {
  const user = await tx.user.findFirst({ where: { tenantId, emailKey: key, status: 'active', deletedAt: null } });
  if (!user) return { result: null, count: 'password_reset_refused' } as const;
  const id = uuidv7();
  await tx.passwordReset.create({
    data: {
      tenantId,
      id,
      userId: user.id,
      tokenHash: hashToken(resetToken(secrets, id)),
      expiresAt: new Date(now().getTime() + resetMinutes * 60_000),
    },
  });
  await tx.mail.create({
    data: { tenantId, userId: user.id, recipient: user.email, kind: 'password_reset', data: { reset_id: id } },
  });
  return {
    result: null,
    audit: { action: 'user.password_reset_requested', entityId: user.id, userId: user.id },
  } as const;
};

/** Sets a new password with a mailed token; every session ends. Throws `token_invalid`, `password_common`, `rate_limited`. */
export const confirmPasswordReset = async (
  scope: Scope,
  needs: Needs,
  input: ConfirmPasswordResetInput,
): Promise<void> => {
  const { tenantId } = scope.caller;
  const tokenHash = hashToken(input.token);
  const usable = { tenantId, tokenHash, usedAt: null, expiresAt: { gt: needs.now() } };
  const { limits, reset } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    reset: await db.passwordReset.findFirst({ where: usable }),
  }));
  const giveBack = await countAttempt(needs.rateLimits, 'reset', scope, 'token', limits);
  if (!reset) {
    await scope.change(async () => ({ result: null, count: 'password_reset_refused' }));
    throw invalidReset();
  }
  await giveBack();
  refuseCommonPassword(input.new_password, 'new_password');
  const passwordHash = await hashPassword(input.new_password);
  await scope.change(async (tx) => {
    const before = await lockUser(tx, tenantId, reset.userId);
    if (!(await tx.passwordReset.findFirst({ where: usable }))) throw invalidReset();
    const after = await setPassword(tx, before, { passwordHash, now: needs.now(), signedOut: 'all' });
    await endAllSessions(tx, reset, needs.now());
    const by = { userId: before.id, byOwner: true } as const;
    return { result: null, audit: { action: 'user.password_reset', entityId: before.id, before, after, ...by } };
  });
  needs.outbox.wake();
};

const invalidReset = () =>
  new AppError('token_invalid', { detail: 'This reset link has been used or has run out. Ask for another.' });

const endedSession = () => new AppError('token_invalid', { detail: 'This session has ended. Sign in again.' });
