import { randomUUID } from 'node:crypto';
import { AppError } from '@doorstep/contracts/errors';
import type { AuditEntry } from '@doorstep/database/audit';
import { isUniqueViolation } from '@doorstep/database/database-fault';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import { emailKey, emailKeys } from './email-key.ts';
import { assertStillUsable, endMailedTokens, type MailedTokenRow } from './mailed-token.ts';
import { holdersLocked, otherHolders, type UserRow, updateEmail, userById } from './user.statements.ts';

type ClaimedEmail = { before: UserRow; after: UserRow; released: AuditEntry[] };

/**
 * Sets the e-mail of a mailed token's user to the address of the token, in a transaction without a caller.
 *
 * Another account with this e-mail gets a placeholder, unless it has confirmed the address. All mailed links except those to
 * undo a change end. Throws `token_invalid`, `email_taken`.
 */
export const claimEmail = async (
  tx: Transaction,
  token: MailedTokenRow,
  { verifiedAt, now }: { verifiedAt: Date | null; now: Date },
): Promise<ClaimedEmail> => {
  const { tenantId, userId, email } = token;
  const keys = emailKeys(email);
  // Locks all rows in one order, so that two users who claim each other's address cannot deadlock.
  tx.send(holdersLocked, [tenantId, keys, userId]);
  const [, [user], holders] = await Promise.all([
    assertStillUsable(tx, token, now),
    tx.query(userById, [tenantId, userId]),
    tx.query(otherHolders, [tenantId, keys, userId]),
  ]);
  const before = orNotFound(user);
  const released = holders.map((holder) => releaseEmail(tx, holder, now));
  // An account that already has the address again may have confirmed it since.
  const confirmedAt = keys.includes(before.emailKey) ? before.emailVerifiedAt : null;
  const after = setEmail(tx, before, { email, emailVerifiedAt: confirmedAt ?? verifiedAt }, now);
  endMailedLinks(tx, { tenantId, userId }, now);
  return { before, after, released };
};

// The holder keeps account and sessions under a placeholder that cannot exist (RFC 2606), and can set another e-mail.
// The placeholder is random, so that no one can register it first.
const releaseEmail = (tx: Transaction, holder: UserRow, now: Date): AuditEntry => {
  if (holder.emailVerifiedAt) throw emailTaken();
  const { tenantId, id } = holder;
  const after = setEmail(tx, holder, { email: `${randomUUID()}@released.invalid`, emailVerifiedAt: null }, now);
  endMailedLinks(tx, { tenantId, userId: id }, now);
  return { action: 'user.email_released', entityId: id, userId: id, before: holder, after };
};

type Email = Pick<UserRow, 'email' | 'emailVerifiedAt'>;

const setEmail = (tx: Transaction, before: UserRow, to: Email, now: Date): UserRow => {
  const after = { ...before, ...to, emailKey: emailKey(to.email), ...nextVersion(before, now) };
  tx.send(...updateEmail(after));
  return after;
};

/** Ends mailed links, because a link in the old mailbox must not give access to an account with a new address. */
const endMailedLinks = (tx: Transaction, of: { tenantId: string; userId: string }, now: Date): void =>
  endMailedTokens(tx, of, now, { kinds: ['reset', 'verify', 'change', 'invite'] });

/** Awaits a claim, and converts a conflict with a concurrent registration into `email_taken`. */
export const withEmailConflict = async <T>(change: Promise<T>): Promise<T> => {
  try {
    return await change;
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error;
  }
};

const emailTaken = () => new AppError('email_taken', { detail: { key: 'email_confirmed_elsewhere' } });
