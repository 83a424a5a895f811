import { AppError } from '@doorstep/contracts/errors';
import { columnValues } from '@doorstep/database/column-values';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { dayMs, minuteMs } from '../config/durations.ts';
import { clientNetwork } from '../http/client-network.ts';
import type { MailQueue } from '../mail/outbox.ts';
import type { MailTo } from '../mail/queue-mail.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { endTokens, insertMailedToken, stillUsable, usableToken } from './mailed-token.statements.ts';
import { type MailedTokenKind, mailedToken } from './mailed-token-secret.ts';
import { hashToken } from './secret-token.ts';

export type MailedTokenRow = Row<'mailedToken'>;
type UserKey = { tenantId: string; userId: string };

const lifetimes: Record<MailedTokenKind, number> = {
  reset: 30 * minuteMs,
  verify: dayMs,
  change: dayMs,
  undo: 7 * dayMs,
  invite: 3 * dayMs,
};
const mailKinds = {
  reset: 'password_reset',
  verify: 'email_verify',
  change: 'email_change',
  undo: 'email_changed',
  invite: 'invitation',
} as const;

type NewToken = {
  kind: MailedTokenKind;
  mailData?: Record<string, boolean | number>;
  /** See {@link NewMail}. */
  required?: boolean;
};

/**
 * Makes a single-use token, and queues a mail with it to the address that it concerns. Makes none if the address must not
 * get the mail. An undo token throws `rate_limited` instead, because a change without this mail could not be undone.
 *
 * @param token.mailData Further data for the text of the mail.
 */
export const mailToken = async (
  tx: Transaction,
  { secrets, outbox, now }: Pick<Dependencies, 'secrets' | 'now'> & { outbox: MailQueue },
  to: MailTo,
  { kind, mailData = {}, required = kind === 'undo' }: NewToken,
): Promise<void> => {
  const id = uuidv7();
  const mail = { kind: mailKinds[kind], data: { ...mailData, token_id: id }, required };
  if (!(await outbox.queue(tx, to, mail))) return;
  const { tenantId, id: userId, email, emailVerifiedAt } = to;
  const at = now();
  tx.send(
    ...insertMailedToken({
      ...{ tenantId, id, userId, kind, email },
      provenAt: kind === 'undo' ? emailVerifiedAt : null,
      tokenHash: hashToken(mailedToken(secrets, kind, id)),
      expiresAt: new Date(at.getTime() + lifetimes[kind]),
      updatedAt: at,
    }),
  );
};

/**
 * Finds the row of a mailed token. Limits wrong tokens by network, and never right ones: they cannot be guessed, and their
 * owner must not suffer from other clients of the network. Throws `token_invalid`, `rate_limited`.
 */
export const findMailedToken = async (
  scope: Scope,
  { rateLimits, now }: Pick<Dependencies, 'rateLimits' | 'now'>,
  token: string,
  kinds: MailedTokenKind[],
): Promise<MailedTokenRow> => {
  const { tenantId } = scope.caller;
  const [row] = await scope.read(usableToken, [tenantId, hashToken(token), kinds, now()]);
  if (!row) {
    const { limits } = await tenantSettings(scope.read, tenantId);
    const subject = [tenantId, clientNetwork(scope.requestInfo.address)];
    await rateLimits.consume({ window: 'mailed_token', subject, limit: limits.failed_sign_ins_per_address });
    const count = kinds.includes('reset') ? 'password_reset_refused' : 'email_token_refused';
    await scope.write(async () => ({ result: null, count }));
    throw invalidMailedToken();
  }
  return row;
};

/** Throws `token_invalid` if the token has been used since it was found. Must be called after its user's row is locked. */
export const assertStillUsable = async (
  tx: Transaction,
  { tenantId, id }: MailedTokenRow,
  now: Date,
): Promise<void> => {
  if ((await tx.query(stillUsable, [tenantId, id, now])).length === 0) throw invalidMailedToken();
};

/** Ends open tokens of a user: all of them, or only those of some kinds or created since a time. */
export const endMailedTokens = (
  tx: Transaction,
  { tenantId, userId }: UserKey,
  now: Date,
  {
    kinds = columnValues.mailedToken.kind,
    since = new Date(0),
  }: { kinds?: readonly MailedTokenKind[]; since?: Date } = {},
): void => tx.send(endTokens, [tenantId, userId, now, kinds, since]);

export const invalidMailedToken = () => new AppError('token_invalid', { detail: { key: 'link_used' } });
