import type { ChangeEmailInput } from '@doorstep/contracts/email';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import type { Dependencies } from '../dependencies.ts';
import { signedIn } from '../found.ts';
import { claimEmail, claiming } from './claim-email.ts';
import { emailKeys } from './email-key.ts';
import { endMailedTokens, findMailedToken, mailToken } from './mailed-token.ts';
import { verifyOwnPassword } from './own-password.ts';
import { endAllSessions } from './session.service.ts';
import { countMailRequest } from './sign-in-limits.ts';
import { lockUser } from './user-lock.ts';

type Needs = Pick<Dependencies, 'database' | 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'now'>;

/**
 * Mails a link to a new e-mail, which makes the change. Whether another account has that e-mail is not told, nor by the
 * time it takes: its owner gets a mail that says so. Throws `password_wrong`, `rate_limited`.
 */
export const changeEmail = async (scope: Scope, needs: Needs, input: ChangeEmailInput): Promise<void> => {
  const { tenantId, userId } = signedIn(scope);
  const { passwordHash, settings } = await verifyOwnPassword(scope, needs, 'current_password', input.current_password);
  await countMailRequest(needs.rateLimits, scope, userId, settings.limits);
  // A customer sees no account but their own: whose the new address is, the tenant's own machinery looks up.
  const system = needs.database.scope({ tenantId, userId: null, sessionId: null }, scope.origin);
  needs.background.run(async () => {
    await system.change((tx) => writeChange(tx, { tenantId, userId, passwordHash, email: input.new_email }, needs));
    needs.outbox.wake();
  });
};

type Wanted = { tenantId: string; userId: string; passwordHash: string; email: string };

const writeChange = async (tx: WriteClient, { tenantId, userId, passwordHash, email }: Wanted, needs: Needs) => {
  const user = await lockUser(tx, tenantId, userId);
  // A password that was replaced meanwhile allows nothing any more.
  const unchanged = { tenantId, id: userId, passwordHash, status: 'active', deletedAt: null } as const;
  if (!(await tx.user.count({ where: unchanged }))) return { result: null, count: 'password_refused' } as const;
  const holder = await tx.user.findFirst({
    where: { tenantId, emailKey: { in: emailKeys(email) }, id: { not: userId } },
    orderBy: { emailVerifiedAt: { sort: 'desc', nulls: 'last' } },
  });
  await endMailedTokens(tx, { tenantId, userId }, needs.now(), { kind: { in: ['change'] } });
  if (holder?.emailVerifiedAt) {
    await needs.outbox.queue(tx, holder, { kind: 'email_in_use' });
  } else {
    await mailToken(tx, needs, { ...user, email, emailVerifiedAt: null }, { kind: 'change' });
  }
  const audit = { action: 'user.email_change_requested', entityId: userId, userId, byOwner: true } as const;
  return { result: null, audit } as const;
};

/**
 * Takes a change of e-mail back with the token that the old address got: what the account then had of it, proven or not, it
 * has again, and every session ends. Throws `token_invalid`, `rate_limited`, and `email_taken` where another account has
 * proved the old one meanwhile.
 */
export const undoEmailChange = async (scope: Scope, needs: Needs, token: string): Promise<void> => {
  const row = await findMailedToken(scope, needs, token, ['undo']);
  const { tenantId, userId } = row;
  const undo = scope.change(async (tx) => {
    const now = needs.now();
    const { before, after, released } = await claimEmail(tx, row, { verifiedAt: row.provenAt, now });
    // Undoing goes back in time: an earlier change can still be undone, later ones are gone with this one.
    await endMailedTokens(tx, { tenantId, userId }, now, { kind: { in: ['undo'] }, createdAt: { gte: row.createdAt } });
    await endAllSessions(tx, { tenantId, userId }, now);
    await needs.outbox.queue(tx, after, { kind: 'email_restored' });
    const restored = { action: 'user.email_restored', entityId: userId, before, after, userId, byOwner: true } as const;
    return { result: null, audit: [restored, ...released] } as const;
  });
  await claiming(undo);
  needs.outbox.wake();
};
