import type { TokenPair } from '@doorstep/contracts/account';
import { AppError } from '@doorstep/contracts/errors';
import type { Change, Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { orNotFound } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { settingsOf } from '../tenants/tenant.service.ts';
import { childToken, hashToken } from './secret-token.ts';
import { endSession, newTokenRow, type SessionRow, type TokenRow, toTokenPair } from './session.service.ts';
import {
  insertToken,
  ownerOfSession,
  sessionLocked,
  sessionOfToken,
  spendToken,
  tokenByHash,
  tokenById,
  useSession,
} from './session.statements.ts';

type Deps = Pick<Dependencies, 'accessTokens' | 'rateLimits' | 'now'>;

// A used token may be sent again within this time, after a lost answer or from a second tab.
const reuseMs = 10_000;

type Outcome = { session: SessionRow; role: string; refreshToken: string } | null;
type Exchange = { session: SessionRow; token: TokenRow; role: string; refreshToken: string; now: Date };

/**
 * Exchanges a refresh token for new tokens. A used token gets the same child again within 10 seconds, if the child is unused.
 * Any other reuse indicates a stolen token and ends the session. Throws `token_invalid`, `rate_limited`.
 */
export const refresh = async (scope: Scope, deps: Deps, refreshToken: string): Promise<TokenPair> => {
  const { tenantId } = scope.caller;
  const tokenHash = hashToken(refreshToken);
  const tokenSession = orNotFound((await scope.read(sessionOfToken, [tenantId, tokenHash]))[0]);
  const { sessionId } = tokenSession;
  if (sessionId) {
    const limit = settingsOf(tokenSession).limits.refreshes_per_session;
    await deps.rateLimits.consume({ window: 'refresh', subject: [tenantId, sessionId], limit });
  }
  const outcome = await scope.write<Outcome>(async (tx) => {
    if (!sessionId) return refused;
    const [[owner], [session], [token]] = await Promise.all([
      tx.query(ownerOfSession, [tenantId, sessionId]),
      tx.query(sessionLocked, [tenantId, sessionId]),
      tx.query(tokenByHash, [tenantId, tokenHash]),
    ]);
    const now = deps.now();
    if (!owner || !session || !token || !isLive(session, token, now)) return refused;
    const exchange = { session, token, role: owner.role, refreshToken, now };
    return token.spentAt ? reuseToken(tx, exchange) : rotateToken(tx, exchange, scope);
  });
  if (!outcome) throw new AppError('token_invalid', { detail: { key: 'refresh_token_used' } });
  return toTokenPair(deps.accessTokens, outcome.session, outcome.role, outcome.refreshToken);
};

const refused: Change<Outcome> = { result: null, count: 'refresh_refused' };

const isLive = (session: SessionRow, token: TokenRow, now: Date): boolean =>
  !session.revokedAt && session.expiresAt > now && token.expiresAt > now;

const rotateToken = (
  tx: Transaction,
  { session: before, token, role, refreshToken, now }: Exchange,
  { requestInfo: { address, agent } }: Scope,
): Change<Outcome> => {
  const next = childToken(refreshToken, token.childSalt);
  const child = newTokenRow(before, next, now);
  const session = { ...before, lastUsedAt: now, address, agent, ...nextVersion(before, now) };
  tx.send(...insertToken(child));
  const spent = { ...token, spentAt: now, childId: child.id, ...nextVersion(token, now) };
  tx.send(...spendToken(spent));
  tx.send(...useSession(session));
  const { id, userId } = session;
  return {
    result: { session, role, refreshToken: next },
    audit: { action: 'session.refreshed', entityId: id, before, after: session, userId, byOwner: true },
  };
};

const reuseToken = async (
  tx: Transaction,
  { session, token, role, refreshToken, now }: Exchange,
): Promise<Change<Outcome>> => {
  const { tenantId, userId, id } = session;
  const [child] = await tx.query(tokenById, [tenantId, token.childId]);
  const isRecent = token.spentAt !== null && now.getTime() - token.spentAt.getTime() <= reuseMs;
  if (isRecent && child && !child.spentAt) {
    return {
      result: { session, role, refreshToken: childToken(refreshToken, token.childSalt) },
      audit: { action: 'session.refresh_repeated', entityId: id, userId, byOwner: true },
    };
  }
  const after = endSession(tx, session, now);
  return {
    result: null,
    audit: { action: 'session.revoked_on_reuse', entityId: id, before: session, after, userId },
    count: 'refresh_reused',
  };
};
