import type { Session, TokenPair } from '@doorstep/contracts/account';
import type { Origin } from '@doorstep/database/audit';
import type { Prisma } from '@doorstep/database/generated/client';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { found, signedIn } from '../found.ts';
import { type AccessTokens, accessTokenSeconds } from './access-token.ts';
import { hashToken, newSalt, newSecretToken } from './secret-token.ts';

const dayMs = 24 * 60 * 60 * 1000;
const absoluteDays = 90;
const idleDays = 30;

/** When a refresh token that is made now ends: 30 days idle, but never after its session. */
export const refreshTokenEnd = (now: Date, sessionEnd: Date): Date =>
  new Date(Math.min(now.getTime() + idleDays * dayMs, sessionEnd.getTime()));

type SessionRow = Prisma.SessionGetPayload<object>;

/** Opens a session for a user and answers its first refresh token, which is stored nowhere. */
export const openSession = async (
  tx: WriteClient,
  { tenantId, userId }: { tenantId: string; userId: string },
  origin: Origin,
  now: Date,
): Promise<{ session: SessionRow; refreshToken: string }> => {
  const expiresAt = new Date(now.getTime() + absoluteDays * dayMs);
  const { address, agent } = origin;
  const times = { createdAt: now, lastUsedAt: now, expiresAt };
  const session = await tx.session.create({ data: { tenantId, userId, address, agent, ...times } });
  const refreshToken = newSecretToken();
  await tx.refreshToken.create({
    data: {
      tenantId,
      userId,
      sessionId: session.id,
      tokenHash: hashToken(refreshToken),
      childSalt: newSalt(),
      expiresAt: refreshTokenEnd(now, expiresAt),
    },
  });
  return { session, refreshToken };
};

/** The answer that brings a session's tokens. */
export const toTokenPair = async (
  accessTokens: AccessTokens,
  session: { tenantId: string; userId: string; id: string },
  role: string,
  refreshToken: string,
): Promise<TokenPair> => ({
  access_token: await accessTokens.sign({
    tenantId: session.tenantId,
    userId: session.userId,
    sessionId: session.id,
    role,
  }),
  refresh_token: refreshToken,
  token_type: 'Bearer',
  expires_in: accessTokenSeconds,
});

const live = (now: Date) => ({
  revokedAt: null,
  deletedAt: null,
  expiresAt: { gt: now },
  lastUsedAt: { gt: new Date(now.getTime() - idleDays * dayMs) },
});

/** The caller's sessions that can still be used, the last used first. */
export const listSessions = async (scope: Scope, now: Date): Promise<{ results: Session[] }> => {
  const { tenantId, userId, sessionId } = signedIn(scope);
  const rows = await scope.read((db) =>
    db.session.findMany({ where: { tenantId, userId, ...live(now) }, orderBy: { lastUsedAt: 'desc' } }),
  );
  const results = rows.map((row) => ({
    id: row.id,
    device: row.agent,
    address: row.address,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    current: row.id === sessionId,
  }));
  return { results };
};

const findLive = (db: { session: Pick<WriteClient['session'], 'findFirst'> }, scope: Scope, id: string, now: Date) => {
  const { tenantId, userId } = signedIn(scope);
  return db.session.findFirst({ where: { tenantId, userId, id, ...live(now) } });
};

/** Whether the caller has such a live session. */
export const sessionExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read((db) => findLive(db, scope, id, new Date()))) !== null;

/** Ends one of the caller's sessions: its tokens stop working at once. Throws `not_found`. */
export const revokeSession = (scope: Scope, id: string, now: Date): Promise<void> =>
  scope.change(async (tx) => {
    const before = found(await findLive(tx, scope, id, now));
    const after = await endSession(tx, before, now);
    return { result: undefined, audit: { action: 'session.revoked', entityId: id, before, after } };
  });

/** Ends the session of the request itself. */
export const logout = (scope: Scope, now: Date): Promise<void> => revokeSession(scope, signedIn(scope).sessionId, now);

/** Marks one session as ended. */
export const endSession = (
  tx: WriteClient,
  { tenantId, id }: { tenantId: string; id: string },
  now: Date,
): Promise<SessionRow> =>
  tx.session.update({
    where: { tenantId_id: { tenantId, id } },
    data: { revokedAt: now, version: { increment: 1 } },
  });

/** Ends all sessions of a user, but for one that may be kept. */
export const endAllSessions = async (
  tx: WriteClient,
  { tenantId, userId }: { tenantId: string; userId: string },
  now: Date,
  keptId?: string,
): Promise<void> => {
  await tx.session.updateMany({
    where: { tenantId, userId, revokedAt: null, ...(keptId && { id: { not: keptId } }) },
    data: { revokedAt: now, version: { increment: 1 } },
  });
};
