import { AppError } from '@doorstep/contracts/errors';
import type { WriteClient } from '@doorstep/database/scope';
import { emailKey } from '../accounts/email-key.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';

/** Those that bring a link which proves the address they are mailed to. */
const confirmations = ['email_verify', 'email_change', 'password_reset'] as const;

export type MailKind =
  | (typeof confirmations)[number]
  | 'password_changed'
  | 'new_device'
  | 'proof_approved'
  | 'proof_rejected'
  | 'email_in_use'
  | 'email_changed'
  | 'email_restored'
  | 'data_exported'
  | 'erasure_requested'
  | 'erasure_cancelled';

/** The account that a mail is about, and the address that it is mailed to. */
export type MailTo = {
  tenantId: string;
  id: string;
  email: string;
  /** When somebody proved to read the mail of this address; null: nobody has. */
  emailVerifiedAt: Date | null;
};

export type NewMail = {
  kind: MailKind;
  /** What the text needs; never a token. */
  data?: Record<string, string | boolean | number>;
  /** Throw `rate_limited` where the recipient can get no more, instead of leaving this mail out. */
  required?: boolean;
};

/**
 * Writes a mail to the outbox, in the transaction of the change that causes it; answers whether it did. It does not where
 * the recipient has had as much as a tenant's settings allow, whoever asked for it, nor where nobody has proved the address,
 * but for mails that let its owner prove it: anybody can register with the address of a stranger.
 */
export const queueMail = async (
  tx: WriteClient,
  rateLimits: RateLimits,
  { tenantId, id, email, emailVerifiedAt }: MailTo,
  { kind, data = {}, required = false }: NewMail,
): Promise<boolean> => {
  if (cannotExist(email)) return false;
  if (!emailVerifiedAt && !isConfirmation(kind)) return false;
  const { limits } = await tenantSettings(tx, tenantId);
  const subject = [tenantId, emailKey(email)];
  const hour = { window: 'mail_hour', subject, limit: limits.mails_per_hour } as const;
  const day = { window: 'mail_day', subject, limit: limits.mails_per_day } as const;
  const unproved = { window: 'confirmation_day', subject, limit: limits.confirmations_per_day } as const;
  try {
    await rateLimits.take(hour, day, ...(emailVerifiedAt ? [] : [unproved]));
  } catch (error) {
    if (!required && error instanceof AppError && error.code === 'rate_limited') return false;
    throw error;
  }
  // Of several rows at once nothing is read back: staff may write a mail to a customer, and see none.
  await tx.mail.createMany({ data: [{ tenantId, userId: id, recipient: email, kind, data }] });
  return true;
};

const isConfirmation = (kind: MailKind): boolean => (confirmations as readonly string[]).includes(kind);

/** RFC 2606 section 2: there is no such domain. An account that lost its address has one there. */
const cannotExist = (email: string): boolean => email.toLowerCase().endsWith('.invalid');
