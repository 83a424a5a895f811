import type { TokenPair } from '@doorstep/contracts/account';
import { AppError } from '@doorstep/contracts/errors';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Change, Scope, WriteClient } from '@doorstep/database/scope';
import type { Dependencies } from '../dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { childToken, hashToken, newSalt } from './secret-token.ts';
import { endSession, refreshTokenEnd, toTokenPair } from './session.service.ts';

type Needs = Pick<Dependencies, 'accessTokens' | 'rateLimits' | 'now'>;

// For so long a spent token may come again: an answer that was lost, or two tabs at once.
const repeatMs = 10_000;

type Outcome = { session: { tenantId: string; userId: string; id: string }; role: string; refreshToken: string } | null;
type TokenRow = Prisma.RefreshTokenGetPayload<{ include: { session: true; user: true } }>;

/**
 * Exchanges a refresh token for new tokens. A spent one within 10 seconds gets the same child again, if that is unused;
 * otherwise it was stolen from one side or the other, and the session ends. Throws `token_invalid`, `rate_limited`.
 */
export const refresh = async (scope: Scope, needs: Needs, refreshToken: string): Promise<TokenPair> => {
  const { tenantId } = scope.caller;
  const tokenHash = hashToken(refreshToken);
  const { limits, known } = await scope.snapshot(async (db) => ({
    limits: (await tenantSettings(db, tenantId)).limits,
    known: await db.refreshToken.findFirst({ where: { tenantId, tokenHash }, select: { sessionId: true } }),
  }));
  if (known) await needs.rateLimits.take('refresh', [tenantId, known.sessionId], limits.refreshes_per_session);
  const outcome = await scope.change<Outcome>(async (tx) => {
    if (!known) return refused;
    await tx.$queryRaw`
      SELECT id FROM sessions WHERE tenant_id = ${tenantId}::uuid AND id = ${known.sessionId}::uuid FOR UPDATE`;
    const token = await tx.refreshToken.findFirst({
      where: { tenantId, tokenHash },
      include: { session: true, user: true },
    });
    const now = needs.now();
    if (!token || !isLive(token, now)) return refused;
    return token.spentAt ? repeat(tx, token, refreshToken, now) : spend(tx, token, refreshToken, scope, now);
  });
  if (!outcome) throw new AppError('token_invalid', { detail: { key: 'refresh_token_spent' } });
  return toTokenPair(needs.accessTokens, outcome.session, outcome.role, outcome.refreshToken);
};

const refused: Change<Outcome> = { result: null, count: 'refresh_refused' };

const isLive = ({ session, user, expiresAt }: TokenRow, now: Date): boolean =>
  !session.revokedAt && session.expiresAt > now && expiresAt > now && user.status === 'active' && !user.deletedAt;

const spend = async (
  tx: WriteClient,
  token: TokenRow,
  refreshToken: string,
  { origin }: Scope,
  now: Date,
): Promise<Change<Outcome>> => {
  const { tenantId, userId, sessionId, session: before } = token;
  const next = childToken(refreshToken, token.childSalt);
  const child = await tx.refreshToken.create({
    data: {
      tenantId,
      userId,
      sessionId,
      tokenHash: hashToken(next),
      childSalt: newSalt(),
      expiresAt: refreshTokenEnd(now, before.expiresAt),
    },
  });
  await tx.refreshToken.update({
    where: { tenantId_id: { tenantId, id: token.id } },
    data: { spentAt: now, childId: child.id, version: { increment: 1 } },
  });
  const session = await tx.session.update({
    where: { tenantId_id: { tenantId, id: sessionId } },
    data: { lastUsedAt: now, address: origin.address, agent: origin.agent, version: { increment: 1 } },
  });
  return {
    result: { session, role: token.user.role, refreshToken: next },
    audit: { action: 'session.refreshed', entityId: sessionId, before, after: session, userId, byOwner: true },
  };
};

const repeat = async (tx: WriteClient, token: TokenRow, refreshToken: string, now: Date): Promise<Change<Outcome>> => {
  const { tenantId, userId, sessionId, session: before } = token;
  const child = await tx.refreshToken.findFirst({ where: { tenantId, id: token.childId ?? token.id } });
  const recent = token.spentAt !== null && now.getTime() - token.spentAt.getTime() <= repeatMs;
  if (recent && child && !child.spentAt) {
    return {
      result: { session: before, role: token.user.role, refreshToken: childToken(refreshToken, token.childSalt) },
      audit: { action: 'session.refresh_repeated', entityId: sessionId, userId, byOwner: true },
    };
  }
  const after = await endSession(tx, before, now);
  return {
    result: null,
    audit: { action: 'session.revoked_on_reuse', entityId: sessionId, before, after, userId },
    count: 'refresh_reused',
  };
};
