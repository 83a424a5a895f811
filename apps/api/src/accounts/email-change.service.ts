import type { ChangeEmailInput } from '@doorstep/contracts/email';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { claimEmail, withEmailConflict } from './claim-email.ts';
import { emailKeys } from './email-key.ts';
import { endMailedTokens, findMailedToken, mailToken } from './mailed-token.ts';
import { reauthenticate } from './reauthenticate.ts';
import { endAllSessions } from './session.service.ts';
import { countMailRequest } from './sign-in-limits.ts';
import { otherHolders, passwordUnchanged } from './user.statements.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'database' | 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'now'>;

/**
 * Mails a link to a new e-mail address. The change is made when the link is opened.
 *
 * Neither the answer nor its timing reveals whether another account has the address; the owner of that account gets a mail.
 * Throws `password_wrong`, `rate_limited`.
 */
export const changeEmail = async (scope: Scope, deps: Deps, input: ChangeEmailInput): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { passwordHash, settings } = await reauthenticate(scope, deps, 'current_password', input.current_password);
  await countMailRequest(deps.rateLimits, scope, userId, settings.limits);
  // Row security hides other accounts from a customer, so a scope without a caller looks up the new address.
  const system = deps.database.scope({ tenantId, userId: null, sessionId: null }, scope.requestInfo);
  deps.background.run(async () => {
    await system.write((tx) => writeChange(tx, { tenantId, userId, passwordHash, email: input.new_email }, deps));
    deps.outbox.wake();
  });
};

type RequestedChange = { tenantId: string; userId: string; passwordHash: string; email: string };

const writeChange = async (tx: Transaction, { tenantId, userId, passwordHash, email }: RequestedChange, deps: Deps) => {
  const [user, unchanged, [holder]] = await Promise.all([
    lockUser(tx, tenantId, userId),
    tx.query(passwordUnchanged, [tenantId, userId, passwordHash]),
    tx.query(otherHolders, [tenantId, emailKeys(email), userId]),
  ]);
  // The password was replaced since the check.
  if (unchanged.length === 0) return { result: null, count: 'password_refused' } as const;
  endMailedTokens(tx, { tenantId, userId }, deps.now(), { kinds: ['change'] });
  if (holder?.emailVerifiedAt) {
    await deps.outbox.queue(tx, holder, { kind: 'email_in_use' });
  } else {
    await mailToken(tx, deps, { ...user, email, emailVerifiedAt: null }, { kind: 'change' });
  }
  const audit = { action: 'user.email_change_requested', entityId: userId, userId, byOwner: true } as const;
  return { result: null, audit } as const;
};

/**
 * Undoes a change of e-mail with the token that was mailed to the old address. Restores the old address and its confirmation,
 * and ends every session.
 * Throws `token_invalid`, `rate_limited`, and `email_taken` if another account has confirmed the old address since.
 */
export const undoEmailChange = async (scope: Scope, deps: Deps, token: string): Promise<void> => {
  const row = await findMailedToken(scope, deps, token, ['undo']);
  const { tenantId, userId } = row;
  const undo = scope.write(async (tx) => {
    const now = deps.now();
    const { before, after, released } = await claimEmail(tx, row, { verifiedAt: row.provenAt, now });
    // Earlier changes can still be undone. Later ones are reverted by this undo.
    endMailedTokens(tx, { tenantId, userId }, now, { kinds: ['undo'], since: row.createdAt });
    endAllSessions(tx, { tenantId, userId }, now);
    await deps.outbox.queue(tx, after, { kind: 'email_restored' });
    const restored = { action: 'user.email_restored', entityId: userId, before, after, userId, byOwner: true } as const;
    return { result: null, audit: [restored, ...released] } as const;
  });
  await withEmailConflict(undo);
  deps.outbox.wake();
};
