import type { Scope, WriteClient } from '@doorstep/database/scope';
import type { Dependencies } from '../dependencies.ts';
import { signedIn } from '../found.ts';
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
import { lockCallerUser, lockUser } from './user-lock.ts';

type Needs = Pick<Dependencies, 'rateLimits' | 'outbox' | 'secrets' | 'now'>;

/**
 * Proves an e-mail with a mailed token: that of the account, or a new one, which the account has from then on. Throws
 * `token_invalid`, `rate_limited`, and `email_taken` where another account proved the new one meanwhile.
 */
export const verifyEmail = async (scope: Scope, needs: Needs, token: string): Promise<void> => {
  const row = await findMailedToken(scope, needs, token, ['verify', 'change']);
  if (row.kind === 'verify') await scope.change((tx) => prove(tx, row, needs.now()));
  else await claiming(scope.change((tx) => makeChange(tx, row, needs)));
  needs.outbox.wake();
};

const prove = async (tx: WriteClient, token: MailedTokenRow, now: Date) => {
  const { tenantId, userId } = token;
  const before = await lockUser(tx, tenantId, userId, invalidMailedToken);
  await assertStillUsable(tx, token, now);
  if (!emailKeys(token.email).includes(before.emailKey)) throw invalidMailedToken();
  await endMailedTokens(tx, { tenantId, userId }, now, { kind: { in: ['verify'] } });
  const after = await tx.user.update({
    where: { tenantId_id: { tenantId, id: userId } },
    data: { emailVerifiedAt: before.emailVerifiedAt ?? now, version: { increment: 1 } },
  });
  const audit = { action: 'user.email_verified', entityId: userId, before, after, userId, byOwner: true } as const;
  return { result: null, audit };
};

const makeChange = async (tx: WriteClient, token: MailedTokenRow, needs: Needs) => {
  const { userId } = token;
  const { before, after, released } = await claimEmail(tx, token, { verifiedAt: needs.now(), now: needs.now() });
  await mailToken(tx, needs, before, { kind: 'undo' });
  const changed = { action: 'user.email_changed', entityId: userId, before, after, userId, byOwner: true } as const;
  return { result: null, audit: [changed, ...released] } as const;
};

/** Mails the caller another link that proves their e-mail, unless that is proven. Throws `rate_limited`. */
export const resendVerification = async (scope: Scope, needs: Needs): Promise<void> => {
  const { tenantId, userId } = signedIn(scope);
  const { limits } = await scope.read((db) => tenantSettings(db, tenantId));
  await countMailRequest(needs.rateLimits, scope, userId, limits);
  await scope.change(async (tx) => {
    const user = await lockCallerUser(tx, scope);
    if (!user.emailVerifiedAt) await mailToken(tx, needs, user, { kind: 'verify' });
    return { result: null, audit: { action: 'user.email_verification_requested', entityId: userId } };
  });
  needs.outbox.wake();
};
