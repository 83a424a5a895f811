import { AppError } from '@doorstep/contracts/errors';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import { clientNetwork } from '../http/client-network.ts';
import type { MailTo } from '../mail/queue-mail.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { type MailedTokenKind, mailedToken } from './mailed-token-secret.ts';
import { hashToken } from './secret-token.ts';

export type MailedTokenRow = Prisma.MailedTokenGetPayload<object>;
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
  tx: WriteClient,
  { secrets, outbox, now }: Pick<Dependencies, 'secrets' | 'outbox' | 'now'>,
  to: MailTo,
  { kind, mailData = {} }: NewToken,
): Promise<void> => {
  const id = uuidv7();
  const mail = { kind: mailKinds[kind], data: { ...mailData, token_id: id }, required: kind === 'undo' };
  if (!(await outbox.queue(tx, to, mail))) return;
  const { tenantId, id: userId, email } = to;
  const provenAt = kind === 'undo' ? to.emailVerifiedAt : null;
  const tokenHash = hashToken(mailedToken(secrets, kind, id));
  const expiresAt = new Date(now().getTime() + lifetimes[kind]);
  await tx.mailedToken.create({ data: { tenantId, id, userId, kind, email, provenAt, tokenHash, expiresAt } });
};

const usable = (now: Date) =>
  ({ usedAt: null, expiresAt: { gt: now }, user: { status: 'active', deletedAt: null } }) as const;

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
  const where = { tenantId, tokenHash: hashToken(token), kind: { in: kinds }, ...usable(now()) };
  const { limits, row } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    row: await db.mailedToken.findFirst({ where }),
  }));
  if (!row) {
    const subject = [tenantId, clientNetwork(scope.requestInfo.address)];
    await rateLimits.take({ window: 'mailed_token', subject, limit: limits.failed_sign_ins_per_address });
    const count = kinds.includes('reset') ? 'password_reset_refused' : 'email_token_refused';
    await scope.change(async () => ({ result: null, count }));
    throw invalidMailedToken();
  }
  return row;
};

/** Throws `token_invalid` where a token was used meanwhile: asked once its user's row is locked. */
export const assertStillUsable = async (
  tx: WriteClient,
  { tenantId, id }: MailedTokenRow,
  now: Date,
): Promise<void> => {
  if (!(await tx.mailedToken.count({ where: { tenantId, id, ...usable(now) } }))) throw invalidMailedToken();
};

/** Ends open tokens of a user, used or overtaken. */
export const endMailedTokens = async (
  tx: WriteClient,
  { tenantId, userId }: UserKey,
  now: Date,
  which: { kind?: { in: MailedTokenKind[] }; createdAt?: { gte: Date } },
): Promise<void> => {
  await tx.mailedToken.updateMany({
    where: { tenantId, userId, usedAt: null, ...which },
    data: { usedAt: now, version: { increment: 1 } },
  });
};

export const invalidMailedToken = () => new AppError('token_invalid', { detail: { key: 'link_used' } });
