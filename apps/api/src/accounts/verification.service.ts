import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { claimEmail, withEmailConflict } from './claim-email.ts';
import { emailKeys } from './email-key.ts';
import {
  assertStillUsable,
  endMailedTokens,
  findMailedToken,
  invalidMailedToken,
  type MailedTokenRow,
  mailToken,
} from './mailed-token.ts';
import { countMailRequest } from './sign-in-limits.ts';
import { confirmEmail, userById } from './user.statements.ts';
import { lockCaller, lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'rateLimits' | 'outbox' | 'secrets' | 'now'>;

/**
 * Confirms the e-mail of the account, or changes it to a new one, with a mailed token. Throws `token_invalid`,
 * `rate_limited`, and `email_taken` if another account has confirmed the new e-mail since.
 */
export const verifyEmail = async (scope: Scope, deps: Deps, token: string): Promise<void> => {
  const row = await findMailedToken(scope, deps, token, ['verify', 'change']);
  if (row.kind === 'verify') await scope.write((tx) => confirm(tx, row, deps.now()));
  else await withEmailConflict(scope.write((tx) => changeEmail(tx, row, deps)));
  deps.outbox.wake();
};

const confirm = async (tx: Transaction, token: MailedTokenRow, now: Date) => {
  const { tenantId, userId } = token;
  const [before] = await Promise.all([
    lockUser(tx, tenantId, userId, invalidMailedToken),
    assertStillUsable(tx, token, now),
  ]);
  if (!emailKeys(token.email).includes(before.emailKey)) throw invalidMailedToken();
  endMailedTokens(tx, { tenantId, userId }, now, { kinds: ['verify'] });
  const after = { ...before, emailVerifiedAt: before.emailVerifiedAt ?? now, ...nextVersion(before, now) };
  tx.send(...confirmEmail(after));
  const audit = { action: 'user.email_verified', entityId: userId, before, after, userId, byOwner: true } as const;
  return { result: null, audit };
};

const changeEmail = async (tx: Transaction, token: MailedTokenRow, deps: Deps) => {
  const { userId } = token;
  const { before, after, released } = await claimEmail(tx, token, { verifiedAt: deps.now(), now: deps.now() });
  await mailToken(tx, deps, before, { kind: 'undo' });
  const changed = { action: 'user.email_changed', entityId: userId, before, after, userId, byOwner: true } as const;
  return { result: null, audit: [changed, ...released] } as const;
};

/** Mails the caller another link to confirm the e-mail, unless it is confirmed. Throws `rate_limited`. */
export const resendVerification = async (scope: Scope, deps: Deps): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { limits } = await tenantSettings(scope.read, tenantId);
  await countMailRequest(deps.rateLimits, scope, userId, limits);
  await scope.write(async (tx) => {
    const [, [row]] = await Promise.all([lockCaller(tx, scope), tx.query(userById, [tenantId, userId])]);
    const user = orNotFound(row);
    if (!user.emailVerifiedAt) await mailToken(tx, deps, user, { kind: 'verify' });
    return { result: null, audit: { action: 'user.email_verification_requested', entityId: userId } };
  });
  deps.outbox.wake();
};
