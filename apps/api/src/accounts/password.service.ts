import type { ChangePasswordInput, ConfirmPasswordResetInput } from '@doorstep/contracts/account';
import { AppError } from '@doorstep/contracts/errors';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../dependencies.ts';
import { signedIn } from '../found.ts';
import type { MediaFile } from '../media/media-key.ts';
import { discardFiles } from '../media/owned-files.ts';
import type { UserRow } from '../profile/profile.service.ts';
import type { Secrets } from '../secrets.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { emailKey } from './email-key.ts';
import { endEmailTokens } from './email-token.ts';
import { lockVerified, verifyOwnPassword } from './own-password.ts';
import { hashPassword, refuseCommonPassword } from './password.ts';
import { endPasswordResets } from './password-reset-row.ts';
import { hashToken } from './secret-token.ts';
import { endAllSessions } from './session.service.ts';
import { countAttempt } from './sign-in-limits.ts';
import { dropStrangersRows, strangersProfile } from './take-over.ts';
import { lockUser } from './user-lock.ts';

type Needs = Pick<Dependencies, 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'media' | 'now'>;

const resetMinutes = 30;

/** The secret of a reset, made from its id whenever it is needed, so that it need not be stored to be mailed. */
export const resetToken = (secrets: Secrets, resetId: string): string => secrets.sign('password-reset', resetId);

type NewPassword = { passwordHash: string; now: Date; signedOut: 'others' | 'all'; also?: Partial<UserRow> };

/** A new password: links to reset it, or to change the e-mail under the old one, end with that, and a mail tells. */
const setPassword = async (
  tx: WriteClient,
  user: UserRow,
  { passwordHash, now, signedOut, also }: NewPassword,
): Promise<UserRow> => {
  const { tenantId, id } = user;
  await endPasswordResets(tx, { tenantId, userId: id }, now);
  await endEmailTokens(tx, { tenantId, userId: id }, now, { kind: { in: ['change'] } });
  const after = await tx.user.update({
    where: { tenantId_id: { tenantId, id } },
    data: { ...also, passwordHash, version: { increment: 1 } },
  });
  const data = { signed_out: signedOut };
  await tx.mail.create({ data: { tenantId, userId: id, recipient: user.email, kind: 'password_changed', data } });
  return after;
};

/**
 * Changes the caller's password; every other session ends. Throws `password_wrong`, `password_common`, `rate_limited`,
 * and `token_invalid` where the session ended meanwhile.
 */
export const changePassword = async (scope: Scope, needs: Needs, input: ChangePasswordInput): Promise<void> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const verified = await verifyOwnPassword(scope, needs, 'current_password', input.current_password);
  refuseCommonPassword(input.new_password, 'new_password');
  const passwordHash = await hashPassword(input.new_password);
  await scope.change(async (tx) => {
    const before = await lockVerified(tx, scope, verified);
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
  const refused = { result: null, count: 'password_reset_refused' } as const;
  const account = { tenantId, emailKey: key, status: 'active', deletedAt: null } as const;
  const known = await tx.user.findFirst({ where: account });
  if (!known) return refused;
  // A link proves the address it is mailed to: the account must not get another one while it is written.
  await lockUser(tx, tenantId, known.id);
  const user = await tx.user.findFirst({ where: { ...account, id: known.id } });
  if (!user) return refused;
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
  const data = { reset_id: id, takes_over: !user.emailVerifiedAt };
  await tx.mail.create({ data: { tenantId, userId: user.id, recipient: user.email, kind: 'password_reset', data } });
  return {
    result: null,
    audit: { action: 'user.password_reset_requested', entityId: user.id, userId: user.id },
  } as const;
};

/**
 * Sets a new password with a mailed token, which proves the e-mail; every session ends. Where the e-mail was unproven, what
 * is in the account may be a stranger's, and goes. Throws `token_invalid`, `password_common`, `rate_limited`.
 */
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
  const files = await scope.change<MediaFile[]>(async (tx) => {
    const now = needs.now();
    const before = await lockUser(tx, tenantId, reset.userId, invalidReset);
    if (!(await tx.passwordReset.findFirst({ where: usable }))) throw invalidReset();
    await endAllSessions(tx, reset, now);
    const event = { entityId: before.id, before, userId: before.id, byOwner: true } as const;
    const set = { passwordHash, now, signedOut: 'all' } as const;
    if (before.emailVerifiedAt) {
      const after = await setPassword(tx, before, set);
      return { result: [], audit: { ...event, action: 'user.password_reset', after } };
    }
    const { files, audit } = await dropStrangersRows(tx, before, now);
    const after = await setPassword(tx, before, { ...set, also: { ...strangersProfile, emailVerifiedAt: now } });
    const passwordSet: AuditEntry = { ...event, action: 'user.password_reset', after };
    return { result: files, audit: [passwordSet, ...audit] };
  });
  needs.outbox.wake();
  await discardFiles(needs.media, files);
};

const invalidReset = () => new AppError('token_invalid', { detail: { key: 'reset_link_spent' } });
