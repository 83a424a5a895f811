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

type Claimed = { before: UserRow; after: UserRow; released: AuditEntry[] };

/**
 * Gives the user of a mailed token the address that it was mailed to, in a transaction of the tenant's own machinery.
 * An account that never proved the address gives it up; one that did keeps it. What was mailed to the address before, but
 * for undoing, ends. Throws `token_invalid`, `email_taken`.
 */
export const claimEmail = async (
  tx: Transaction,
  token: MailedTokenRow,
  { verifiedAt, now }: { verifiedAt: Date | null; now: Date },
): Promise<Claimed> => {
  const { tenantId, userId, email } = token;
  const keys = emailKeys(email);
  // All rows in one order, so that two who claim each other's address do not wait for each other.
  tx.send(holdersLocked, [tenantId, keys, userId]);
  const [, [user], holders] = await Promise.all([
    assertStillUsable(tx, token, now),
    tx.query(userById, [tenantId, userId]),
    tx.query(otherHolders, [tenantId, keys, userId]),
  ]);
  const before = orNotFound(user);
  const released = holders.map((holder) => release(tx, holder, now));
  // Where it has come back to the address by other ways, what was proven on them stays so.
  const proven = keys.includes(before.emailKey) ? before.emailVerifiedAt : null;
  const after = setEmail(tx, before, { email, emailVerifiedAt: proven ?? verifiedAt }, now);
  endMailedLinks(tx, { tenantId, userId }, now);
  return { before, after, released };
};

// The holder keeps account and sessions, under an address that cannot exist (RFC 2606) and that nobody can have guessed and
// taken, and may ask for another.
const release = (tx: Transaction, holder: UserRow, now: Date): AuditEntry => {
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

/** A link that lies in the mailbox of an address must not open an account that has another. */
const endMailedLinks = (tx: Transaction, of: { tenantId: string; userId: string }, now: Date): void =>
  endMailedTokens(tx, of, now, { kinds: ['reset', 'verify', 'change'] });

/** Runs a claim, and tells who was overtaken by a registration what happened. Throws `email_taken`. */
export const claiming = async <T>(change: Promise<T>): Promise<T> => {
  try {
    return await change;
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error;
  }
};

const emailTaken = () => new AppError('email_taken', { detail: { key: 'email_confirmed_elsewhere' } });
