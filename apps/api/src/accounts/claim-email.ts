import { randomUUID } from 'node:crypto';
import { AppError } from '@doorstep/contracts/errors';
import type { AuditEntry } from '@doorstep/database/audit';
import { isUniqueViolation } from '@doorstep/database/database';
import type { WriteClient } from '@doorstep/database/scope';
import type { UserRow } from '../profile/profile.service.ts';
import { orNotFound } from '../resources/guards.ts';
import { emailKey, emailKeys } from './email-key.ts';
import { assertStillUsable, endMailedTokens, type MailedTokenRow } from './mailed-token.ts';

type Claimed = { before: UserRow; after: UserRow; released: AuditEntry[] };

/**
 * Gives the user of a mailed token the address that it was mailed to, in a transaction of the tenant's own machinery.
 * An account that never proved the address gives it up; one that did keeps it. What was mailed to the address before, but
 * for undoing, ends. Throws `token_invalid`, `email_taken`.
 */
export const claimEmail = async (
  tx: WriteClient,
  token: MailedTokenRow,
  { verifiedAt, now }: { verifiedAt: Date | null; now: Date },
): Promise<Claimed> => {
  const { tenantId, userId, email } = token;
  const keys = emailKeys(email);
  // All rows in one order, so that two who claim each other's address do not wait for each other.
  await tx.$queryRaw`
    SELECT id FROM users WHERE tenant_id = ${tenantId}::uuid AND (id = ${userId}::uuid OR email_key = ANY(${keys}))
     ORDER BY id FOR UPDATE`;
  await assertStillUsable(tx, token, now);
  const before = orNotFound(await tx.user.findFirst({ where: { tenantId, id: userId } }));
  const holders = await tx.user.findMany({ where: { tenantId, emailKey: { in: keys }, id: { not: userId } } });
  const released: AuditEntry[] = [];
  for (const holder of holders) released.push(await release(tx, holder, now));
  // Where it has come back to the address by other ways, what was proven on them stays so.
  const proven = keys.includes(before.emailKey) ? before.emailVerifiedAt : null;
  const after = await setEmail(tx, before, email, proven ?? verifiedAt);
  await endMailedLinks(tx, { tenantId, userId }, now);
  return { before, after, released };
};

// The holder keeps account and sessions, under an address that cannot exist (RFC 2606) and that nobody can have guessed and
// taken, and may ask for another.
const release = async (tx: WriteClient, holder: UserRow, now: Date): Promise<AuditEntry> => {
  if (holder.emailVerifiedAt) throw emailTaken();
  const { tenantId, id } = holder;
  const after = await setEmail(tx, holder, `${randomUUID()}@released.invalid`, null);
  await endMailedLinks(tx, { tenantId, userId: id }, now);
  return { action: 'user.email_released', entityId: id, userId: id, before: holder, after };
};

const setEmail = (tx: WriteClient, { tenantId, id }: UserRow, email: string, emailVerifiedAt: Date | null) =>
  tx.user.update({
    where: { tenantId_id: { tenantId, id } },
    data: { email, emailKey: emailKey(email), emailVerifiedAt, version: { increment: 1 } },
  });

/** A link that lies in the mailbox of an address must not open an account that has another. */
const endMailedLinks = (tx: WriteClient, of: { tenantId: string; userId: string }, now: Date): Promise<void> =>
  endMailedTokens(tx, of, now, { kind: { in: ['reset', 'verify', 'change'] } });

/** Runs a claim, and tells who was overtaken by a registration what happened. Throws `email_taken`. */
export const claiming = async <T>(change: Promise<T>): Promise<T> => {
  try {
    return await change;
  } catch (error) {
    throw isUniqueViolation(error) ? emailTaken() : error;
  }
};

const emailTaken = () => new AppError('email_taken', { detail: { key: 'email_confirmed_elsewhere' } });
