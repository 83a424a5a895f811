import { AppError } from '@doorstep/contracts/errors';
import { columnValues } from '@doorstep/database/column-values';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { clientNetwork } from '../http/client-network.ts';
import type { MailTo } from '../mail/queue-mail.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { endTokens, insertMailedToken, stillUsable, usableToken } from './mailed-token.statements.ts';
import { type MailedTokenKind, mailedToken } from './mailed-token-secret.ts';
import { hashToken } from './secret-token.ts';

export type MailedTokenRow = Row<'mailedToken'>;
type UserKey = { tenantId: string; userId: string };

const minuteMs = 60 * 1000;
const dayMs = 24 * 60 * minuteMs;
const lifetimes: Record<MailedTokenKind, number> = {
  reset: 30 * minuteMs,
  verify: dayMs,
  change: dayMs,
  undo: 7 * dayMs,
};
const mailKinds = {
  reset: 'password_reset',
  verify: 'email_verify',
  change: 'email_change',
  undo: 'email_changed',
} as const;

type NewToken = { kind: MailedTokenKind; mailData?: Record<string, boolean | number> };

/**
 * Makes a single-use token, and puts the mail that brings it into the outbox: to the address that it is about. Makes none
 * where that address is to get no mail; an undo throws `rate_limited` where it has had too many: without the mail nobody
 * could undo the change.
 *
 * @param token.mailData What the mail's text needs beside the token.
 */
export const mailToken = async (
  tx: Transaction,
  { secrets, outbox, now }: Pick<Dependencies, 'secrets' | 'outbox' | 'now'>,
  to: MailTo,
  { kind, mailData = {} }: NewToken,
): Promise<void> => {
  const id = uuidv7();
  const mail = { kind: mailKinds[kind], data: { ...mailData, token_id: id }, required: kind === 'undo' };
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
 * The row of a mailed token. Only wrong ones are limited, by network: nobody guesses a right one, and whoever has it must
 * not suffer from others behind the same address. Throws `token_invalid`, `rate_limited`.
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
    await rateLimits.take({ window: 'mailed_token', subject, limit: limits.failed_sign_ins_per_address });
    const count = kinds.includes('reset') ? 'password_reset_refused' : 'email_token_refused';
    await scope.write(async () => ({ result: null, count }));
    throw invalidMailedToken();
  }
  return row;
};

/** Throws `token_invalid` where a token was used meanwhile: asked once its user's row is locked. */
export const assertStillUsable = async (
  tx: Transaction,
  { tenantId, id }: MailedTokenRow,
  now: Date,
): Promise<void> => {
  if ((await tx.query(stillUsable, [tenantId, id, now])).length === 0) throw invalidMailedToken();
};

/** Ends open tokens of a user, used or overtaken: all, unless only some kinds or those made since a time are to end. */
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
