import type { ChangeEmailInput } from '@doorstep/contracts/email';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { claimEmail, claiming } from './claim-email.ts';
import { emailKeys } from './email-key.ts';
import { endMailedTokens, findMailedToken, mailToken } from './mailed-token.ts';
import { reauthenticate } from './reauthenticate.ts';
import { endAllSessions } from './session.service.ts';
import { countMailRequest } from './sign-in-limits.ts';
import { otherHolders, passwordUnchanged } from './user.statements.ts';
import { lockUser } from './user-lock.ts';

type Deps = Pick<Dependencies, 'database' | 'rateLimits' | 'outbox' | 'background' | 'secrets' | 'now'>;

/**
 * Mails a link to a new e-mail, which makes the change. Whether another account has that e-mail is not told, nor by the
 * time it takes: its owner gets a mail that says so. Throws `password_wrong`, `rate_limited`.
 */
export const changeEmail = async (scope: Scope, deps: Deps, input: ChangeEmailInput): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { passwordHash, settings } = await reauthenticate(scope, deps, 'current_password', input.current_password);
  await countMailRequest(deps.rateLimits, scope, userId, settings.limits);
  // A customer sees no account but their own: whose the new address is, the tenant's own machinery looks up.
  const system = deps.database.scope({ tenantId, userId: null, sessionId: null }, scope.requestInfo);
  deps.background.run(async () => {
    await system.write((tx) => writeChange(tx, { tenantId, userId, passwordHash, email: input.new_email }, deps));
    deps.outbox.wake();
  });
};

type Wanted = { tenantId: string; userId: string; passwordHash: string; email: string };

const writeChange = async (tx: Transaction, { tenantId, userId, passwordHash, email }: Wanted, deps: Deps) => {
  const [user, unchanged, [holder]] = await Promise.all([
    lockUser(tx, tenantId, userId),
    tx.query(passwordUnchanged, [tenantId, userId, passwordHash]),
    tx.query(otherHolders, [tenantId, emailKeys(email), userId]),
  ]);
  // A password that was replaced meanwhile allows nothing any more.
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
 * Takes a change of e-mail back with the token that the old address got: what the account then had of it, proven or not, it
 * has again, and every session ends. Throws `token_invalid`, `rate_limited`, and `email_taken` where another account has
 * proved the old one meanwhile.
 */
export const undoEmailChange = async (scope: Scope, deps: Deps, token: string): Promise<void> => {
  const row = await findMailedToken(scope, deps, token, ['undo']);
  const { tenantId, userId } = row;
  const undo = scope.write(async (tx) => {
    const now = deps.now();
    const { before, after, released } = await claimEmail(tx, row, { verifiedAt: row.provenAt, now });
    // Undoing goes back in time: an earlier change can still be undone, later ones end with this one.
    endMailedTokens(tx, { tenantId, userId }, now, { kinds: ['undo'], since: row.createdAt });
    endAllSessions(tx, { tenantId, userId }, now);
    await deps.outbox.queue(tx, after, { kind: 'email_restored' });
    const restored = { action: 'user.email_restored', entityId: userId, before, after, userId, byOwner: true } as const;
    return { result: null, audit: [restored, ...released] } as const;
  });
  await claiming(undo);
  deps.outbox.wake();
};
