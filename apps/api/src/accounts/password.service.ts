import type { ChangePasswordInput, ConfirmPasswordResetInput } from '@doorstep/contracts/account';
import { AppError } from '@doorstep/contracts/errors';
import type { Change, Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import type { Outbox } from '../mail/outbox.ts';
import type { MediaFile } from '../media/media-key.ts';
import { releaseFiles } from '../media/owned-files.ts';
import { requireSession } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { accountOf, emailKey, emailKeys } from './email-key.ts';
import {
  assertStillUsable,
  endMailedTokens,
  findMailedToken,
  invalidMailedToken,
  type MailedTokenRow,
  mailToken,
} from './mailed-token.ts';
import { hashPassword } from './password.ts';
import { assertStrongPassword } from './password-strength.ts';
import { lockVerified, reauthenticate } from './reauthenticate.ts';
import { clearUnconfirmedAccount, emptyProfile } from './reclaim-account.ts';
import { endAllSessions } from './session.service.ts';
import { countMailRequest } from './sign-in-limits.ts';
import { activeAccounts, reclaimUser, type UserRow, updatePassword, userById } from './user.statements.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'media' | 'now'>;

type NewPassword = { passwordHash: string; now: Date; signedOut: 'others' | 'all' };

/**
 * Writes a new password, ends pending links to reset it or to change the e-mail, and queues a mail.
 *
 * @param reclaimed The new content of an account whose previous content is removed.
 */
const setPassword = async (
  tx: Transaction,
  outbox: Outbox,
  user: UserRow,
  { passwordHash, now, signedOut }: NewPassword,
  reclaimed?: typeof emptyProfile & Pick<UserRow, 'emailVerifiedAt'>,
): Promise<UserRow> => {
  const { tenantId, id: userId } = user;
  endMailedTokens(tx, { tenantId, userId }, now, { kinds: ['reset', 'change', 'invite'] });
  const after = { ...user, ...reclaimed, ...nextVersion(user, now) };
  const write = reclaimed ? reclaimUser : updatePassword;
  tx.send(...write({ ...after, passwordHash }));
  await outbox.queue(tx, after, { kind: 'password_changed', data: { signed_out: signedOut } });
  return after;
};

/**
 * Changes the caller's password and ends every other session. Throws `password_wrong`, `password_common`,
 * `password_personal`, `rate_limited`, and `token_invalid` if the session has ended since.
 */
export const changePassword = async (scope: Scope, deps: Deps, input: ChangePasswordInput): Promise<void> => {
  const { tenantId, userId, sessionId } = requireSession(scope);
  const verified = await reauthenticate(scope, deps, 'current_password', input.current_password);
  await assertStrongPassword(input.new_password, 'new_password', verified.user);
  const passwordHash = await hashPassword(input.new_password);
  await scope.write(async (tx) => {
    const before = await lockVerified(tx, scope, verified);
    const change = { passwordHash, now: deps.now(), signedOut: 'others' } as const;
    const after = await setPassword(tx, deps.outbox, before, change);
    endAllSessions(tx, { tenantId, userId }, deps.now(), sessionId);
    return { result: null, audit: { action: 'user.password_changed', entityId: userId, before, after } };
  });
  deps.outbox.wake();
};

/**
 * Mails a reset link if the account exists. Returns before the lookup, so that its timing reveals nothing.
 * Throws `rate_limited`.
 */
export const requestPasswordReset = async (scope: Scope, deps: Deps, email: string): Promise<void> => {
  const { tenantId } = scope.caller;
  const { limits } = await tenantSettings(scope.read, tenantId);
  await countMailRequest(deps.rateLimits, scope, emailKey(email), limits);
  deps.background.run(async () => {
    await scope.write((tx) => writeReset(tx, tenantId, email, deps));
    deps.outbox.wake();
  });
};

const writeReset = async (tx: Transaction, tenantId: string, email: string, deps: Deps) => {
  const refused = { result: null, count: 'password_reset_refused' } as const;
  const keys = emailKeys(email);
  const known = accountOf(await tx.query(activeAccounts, [tenantId, keys]), email);
  if (!known) return refused;
  // A link confirms the address that it is mailed to, so the address must not change before the commit.
  const [user, { restore_days }] = await Promise.all([
    lockUser(tx, tenantId, known.id),
    tenantSettings(tx.query, tenantId),
  ]);
  if (user.status === 'inactive' || user.deletedAt || !keys.includes(user.emailKey)) return refused;
  const mailData = { takes_over: !user.emailVerifiedAt, restore_days };
  // The content of an account without a password is the tenant's own, so an invitation keeps it.
  if (user.status === 'invited') await mailToken(tx, deps, user, { kind: 'invite' });
  else await mailToken(tx, deps, user, { kind: 'reset', mailData });
  return {
    result: null,
    audit: { action: 'user.password_reset_requested', entityId: user.id, userId: user.id },
  } as const;
};

/**
 * Sets a new password with a mailed token, confirms the e-mail and ends every session.
 *
 * The content of an unconfirmed account may be a stranger's, so it is removed. With `only_if_confirmed` such a reset is
 * refused instead, and the token remains valid.
 * Throws `token_invalid`, `password_common`, `password_personal`, `email_not_verified`, `rate_limited`.
 */
export const confirmPasswordReset = async (
  scope: Scope,
  deps: Deps,
  input: ConfirmPasswordResetInput,
): Promise<void> => {
  const token = await findMailedToken(scope, deps, input.token, ['reset']);
  const { tenantId, userId: id } = token;
  const [owner] = await scope.read(userById, [tenantId, id]);
  if (!owner) throw invalidMailedToken();
  await assertStrongPassword(input.new_password, 'new_password', owner);
  const passwordHash = await hashPassword(input.new_password);
  const { only_if_confirmed: onlyIfConfirmed } = input;
  const files = await scope.write((tx) => reset(tx, deps, token, { passwordHash, onlyIfConfirmed }));
  deps.outbox.wake();
  await releaseFiles(deps.media, files);
};

const reset = async (
  tx: Transaction,
  { outbox, ...deps }: Deps,
  token: MailedTokenRow,
  { passwordHash, onlyIfConfirmed }: { passwordHash: string; onlyIfConfirmed: boolean },
): Promise<Change<MediaFile[]>> => {
  const { tenantId, userId } = token;
  const now = deps.now();
  const [before] = await Promise.all([
    lockUser(tx, tenantId, userId, invalidMailedToken),
    assertStillUsable(tx, token, now),
  ]);
  if (onlyIfConfirmed && !before.emailVerifiedAt) {
    const { restore_days: days } = await tenantSettings(tx.query, tenantId);
    throw new AppError('email_not_verified', { detail: { key: 'reset_removes', days } });
  }
  endAllSessions(tx, { tenantId, userId }, now);
  const event = { entityId: userId, before, userId, byOwner: true } as const;
  const set = { passwordHash, now, signedOut: 'all' } as const;
  if (before.emailVerifiedAt) {
    const after = await setPassword(tx, outbox, before, set);
    return { result: [], audit: { ...event, action: 'user.password_reset', after } };
  }
  const { files, audit } = await clearUnconfirmedAccount(tx, before, now);
  const after = await setPassword(tx, outbox, before, set, { ...emptyProfile, emailVerifiedAt: now });
  return { result: files, audit: [{ ...event, action: 'user.password_reset', after }, ...audit] };
};
