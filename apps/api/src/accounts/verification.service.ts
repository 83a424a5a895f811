import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { claimEmail, claiming } from './claim-email.ts';
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
 * Proves an e-mail with a mailed token: that of the account, or a new one, which the account has from then on. Throws
 * `token_invalid`, `rate_limited`, and `email_taken` where another account proved the new one meanwhile.
 */
export const verifyEmail = async (scope: Scope, deps: Deps, token: string): Promise<void> => {
  const row = await findMailedToken(scope, deps, token, ['verify', 'change']);
  if (row.kind === 'verify') await scope.write((tx) => prove(tx, row, deps.now()));
  else await claiming(scope.write((tx) => makeChange(tx, row, deps)));
  deps.outbox.wake();
};

const prove = async (tx: Transaction, token: MailedTokenRow, now: Date) => {
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

const makeChange = async (tx: Transaction, token: MailedTokenRow, deps: Deps) => {
  const { userId } = token;
  const { before, after, released } = await claimEmail(tx, token, { verifiedAt: deps.now(), now: deps.now() });
  await mailToken(tx, deps, before, { kind: 'undo' });
  const changed = { action: 'user.email_changed', entityId: userId, before, after, userId, byOwner: true } as const;
  return { result: null, audit: [changed, ...released] } as const;
};

/** Mails the caller another link that proves their e-mail, unless that is proven. Throws `rate_limited`. */
export const resendVerification = async (scope: Scope, deps: Deps): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { limits } = await tenantSettings(scope.read, tenantId);
  await countMailRequest(deps.rateLimits, scope, userId, limits);
  await scope.write(async (tx) => {
    const [, [found]] = await Promise.all([lockCaller(tx, scope), tx.query(userById, [tenantId, userId])]);
    const user = orNotFound(found);
    if (!user.emailVerifiedAt) await mailToken(tx, deps, user, { kind: 'verify' });
    return { result: null, audit: { action: 'user.email_verification_requested', entityId: userId } };
  });
  deps.outbox.wake();
};
