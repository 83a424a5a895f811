import { AppError } from '@doorstep/contracts/errors';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { emailKey } from '../accounts/email-key.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { insertMail } from './mail.statements.ts';

/** Those that bring a link which proves the address they are mailed to. */
const confirmations = ['email_verify', 'email_change', 'password_reset'] as const;

/** Those that anybody can cause who knows the address. */
const requestedByAnybody = [...confirmations, 'email_in_use'] as const;

type MailKind =
  | (typeof requestedByAnybody)[number]
  | 'password_changed'
  | 'new_device'
  | 'proof_approved'
  | 'proof_rejected'
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
 * but for mails that let its owner prove it: anybody can register with the address of a stranger. Of each kind that not
 * anybody can cause, one an hour is written in any case: otherwise requests for resets could hide from the owner what
 * happens to the account.
 */
export const queueMail = async (
  tx: Transaction,
  rateLimits: RateLimits,
  { tenantId, id, email, emailVerifiedAt }: MailTo,
  { kind, data = {}, required = false }: NewMail,
): Promise<boolean> => {
  if (cannotExist(email)) return false;
  if (!emailVerifiedAt && !isIn(confirmations, kind)) return false;
  const { limits } = await tenantSettings(tx.query, tenantId);
  const subject = [tenantId, emailKey(email)];
  const hour = { window: 'mail_hour', subject, limit: limits.mails_per_hour } as const;
  const day = { window: 'mail_day', subject, limit: limits.mails_per_day } as const;
  const unproved = { window: 'confirmation_day', subject, limit: limits.confirmations_per_day } as const;
  const notice = { window: 'notice_hour', subject: [...subject, kind], limit: 1 } as const;
  const isFirstNotice = !isIn(requestedByAnybody, kind) && (await refusal(rateLimits.take(notice))) === null;
  const refused = await refusal(rateLimits.take(hour, day, ...(emailVerifiedAt ? [] : [unproved])));
  if (refused && !isFirstNotice) {
    if (required) throw refused;
    return false;
  }
  // Nothing is read back: staff may write a mail to a customer, and see none.
  tx.send(...insertMail({ tenantId, id: uuidv7(), userId: id, kind, recipient: email, data, updatedAt: new Date() }));
  return true;
};

const isIn = (kinds: readonly string[], kind: MailKind): boolean => kinds.includes(kind);

/** The `rate_limited` that some counting ends with; null where it does not. */
const refusal = async (taking: Promise<void>): Promise<AppError | null> => {
  try {
    await taking;
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return error;
    throw error;
  }
};

/** RFC 2606 section 2: there is no such domain. An account that lost its address has one there. */
const cannotExist = (email: string): boolean => email.toLowerCase().endsWith('.invalid');
