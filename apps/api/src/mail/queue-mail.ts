import { AppError } from '@doorstep/contracts/errors';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { emailKey } from '../accounts/email-key.ts';
import type { RateLimits } from '../http/rate-limits.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { insertMail } from './mail.statements.ts';

/** Mails with a link that confirms the address. */
const confirmations = ['email_verify', 'email_change', 'password_reset', 'invitation'] as const;

/** Mails that anyone can request who knows the address. */
const requestedByAnyone = [...confirmations, 'email_in_use'] as const;

type MailKind =
  | (typeof requestedByAnyone)[number]
  | 'password_changed'
  | 'new_device'
  | 'proof_approved'
  | 'proof_rejected'
  | 'email_changed'
  | 'email_changed_by_shop'
  | 'email_restored'
  | 'data_exported'
  | 'erasure_requested'
  | 'erasure_cancelled'
  | 'webhook_failing'
  | 'webhook_disabled';

/** The account that a mail concerns, and its recipient. */
export type MailTo = {
  tenantId: string;
  id: string;
  email: string;
  /** The time at which the address was confirmed, or null. */
  emailVerifiedAt: Date | null;
};

export type NewMail = {
  kind: MailKind;
  /** The data of the text; never a token. */
  data?: Record<string, string | boolean | number>;
  /** Throws `rate_limited` instead of skipping the mail when the recipient has reached a limit. */
  required?: boolean;
};

/**
 * Writes a mail to the outbox in the transaction that causes it. Returns false if the mail is skipped.
 *
 * Skips a mail when the recipient has reached a limit of the tenant. Skips all mails to an unconfirmed address except
 * confirmations, because anyone can register with the address of a stranger.
 * Writes one notice of each kind an hour regardless of the limits. Otherwise an attacker could suppress notices about the
 * account by requesting other mails.
 */
export const queueMail = async (
  tx: Transaction,
  rateLimits: RateLimits,
  { tenantId, id, email, emailVerifiedAt }: MailTo,
  { kind, data = {}, required = false }: NewMail,
): Promise<boolean> => {
  if (isUndeliverable(email)) return false;
  if (!emailVerifiedAt && !isIn(confirmations, kind)) return false;
  const { limits } = await tenantSettings(tx.query, tenantId);
  const subject = [tenantId, emailKey(email)];
  const hour = { window: 'mail_hour', subject, limit: limits.mails_per_hour } as const;
  const day = { window: 'mail_day', subject, limit: limits.mails_per_day } as const;
  const confirmation = { window: 'confirmation_day', subject, limit: limits.confirmations_per_day } as const;
  const notice = { window: 'notice_hour', subject: [...subject, kind], limit: 1 } as const;
  const isFirstNotice = !isIn(requestedByAnyone, kind) && (await refusal(rateLimits.consume(notice))) === null;
  const refused = await refusal(rateLimits.consume(hour, day, ...(emailVerifiedAt ? [] : [confirmation])));
  if (refused && !isFirstNotice) {
    if (required) throw refused;
    return false;
  }
  // The insert returns no columns, because staff may write mails but not read them.
  tx.send(...insertMail({ tenantId, id: uuidv7(), userId: id, kind, recipient: email, data, updatedAt: new Date() }));
  return true;
};

const isIn = (kinds: readonly string[], kind: MailKind): boolean => kinds.includes(kind);

/** Returns the `rate_limited` error of a count, or null if it succeeds. */
const refusal = async (counting: Promise<void>): Promise<AppError | null> => {
  try {
    await counting;
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'rate_limited') return error;
    throw error;
  }
};

/** Detects the domain that cannot exist (RFC 2606 section 2), which placeholders of released e-mails have. */
const isUndeliverable = (email: string): boolean => email.toLowerCase().endsWith('.invalid');
