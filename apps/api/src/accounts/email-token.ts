import { AppError } from '@doorstep/contracts/errors';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { v7 as uuidv7 } from 'uuid';
import type { Dependencies } from '../dependencies.ts';
import type { Secrets } from '../secrets.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { hashToken } from './secret-token.ts';
import { countAttempt } from './sign-in-limits.ts';

export type EmailTokenRow = Prisma.EmailTokenGetPayload<object>;
type Kind = EmailTokenRow['kind'];
type UserKey = { tenantId: string; userId: string };

const hourMs = 60 * 60 * 1000;
const lifetimes: Record<Kind, number> = { verify: 24 * hourMs, change: 24 * hourMs, undo: 7 * 24 * hourMs };
const mailKinds = { verify: 'email_verify', change: 'email_change', undo: 'email_changed' } as const;

/** The secret of a mailed link, made from its id whenever it is needed, so that it need not be stored to be mailed. */
export const emailToken = (secrets: Secrets, tokenId: string): string => secrets.sign('email-token', tokenId);

/** Makes a single-use token, and puts the mail that brings it into the outbox: to the address that it is about. */
export const mailEmailToken = async (
  tx: WriteClient,
  { secrets, now }: Pick<Dependencies, 'secrets' | 'now'>,
  { tenantId, userId }: UserKey,
  { kind, email, provenAt = null }: { kind: Kind; email: string; provenAt?: Date | null },
): Promise<void> => {
  const id = uuidv7();
  const tokenHash = hashToken(emailToken(secrets, id));
  const expiresAt = new Date(now().getTime() + lifetimes[kind]);
  await tx.emailToken.create({ data: { tenantId, id, userId, kind, email, provenAt, tokenHash, expiresAt } });
  const data = { token_id: id };
  await tx.mail.create({ data: { tenantId, userId, recipient: email, kind: mailKinds[kind], data } });
};

const usable = (now: Date) =>
  ({ usedAt: null, expiresAt: { gt: now }, user: { status: 'active', deletedAt: null } }) as const;

/** The row of a mailed token, limited and counted as resets are. Throws `token_invalid`, `rate_limited`. */
export const findEmailToken = async (
  scope: Scope,
  { rateLimits, now }: Pick<Dependencies, 'rateLimits' | 'now'>,
  token: string,
  kinds: Kind[],
): Promise<EmailTokenRow> => {
  const { tenantId } = scope.caller;
  const where = { tenantId, tokenHash: hashToken(token), kind: { in: kinds }, ...usable(now()) };
  const { limits, row } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    row: await db.emailToken.findFirst({ where }),
  }));
  const giveBack = await countAttempt(rateLimits, 'reset', scope, 'token', limits);
  if (!row) {
    await scope.change(async () => ({ result: null, count: 'email_token_refused' }));
    throw invalidEmailToken();
  }
  await giveBack();
  return row;
};

/** Throws `token_invalid` where a token was used meanwhile: asked once its user's row is locked. */
export const assertStillUsable = async (tx: WriteClient, { tenantId, id }: EmailTokenRow, now: Date): Promise<void> => {
  if (!(await tx.emailToken.count({ where: { tenantId, id, ...usable(now) } }))) throw invalidEmailToken();
};

/** Ends open tokens of a user, used or overtaken. */
export const endEmailTokens = async (
  tx: WriteClient,
  { tenantId, userId }: UserKey,
  now: Date,
  which: { kind?: { in: Kind[] }; createdAt?: { gte: Date } },
): Promise<void> => {
  await tx.emailToken.updateMany({
    where: { tenantId, userId, usedAt: null, ...which },
    data: { usedAt: now, version: { increment: 1 } },
  });
};

export const invalidEmailToken = () => new AppError('token_invalid', { detail: { key: 'link_spent' } });
