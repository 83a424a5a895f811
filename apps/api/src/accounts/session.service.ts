import type { Session, TokenPair } from '@doorstep/contracts/account';
import { AppError } from '@doorstep/contracts/errors';
import type { RequestInfo } from '@doorstep/database/audit';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { dayMs } from '../config/durations.ts';
import { requireCustomer, requireSession } from '../resources/guards.ts';
import { nextVersion } from '../resources/version.ts';
import { type AccessTokens, accessTokenSeconds } from './access-token.ts';
import { hashToken, newSalt, newSecretToken } from './secret-token.ts';
import {
  endOneSession,
  endSessionsBut,
  insertSession,
  insertToken,
  liveSession,
  liveSessionLocked,
  liveSessions,
} from './session.statements.ts';
import { sessionEnded } from './user-lock.ts';

const absoluteDays = 90;
const idleDays = 30;

export type SessionRow = Row<'session'>;
export type TokenRow = Row<'refreshToken'>;

/** Makes the row of a session's next refresh token. The token expires after 30 days, but never after its session. */
export const newTokenRow = ({ tenantId, userId, id, expiresAt }: SessionRow, token: string, now: Date): TokenRow => ({
  tenantId,
  id: uuidv7(),
  userId,
  sessionId: id,
  tokenHash: hashToken(token),
  childSalt: newSalt(),
  childId: null,
  spentAt: null,
  expiresAt: new Date(Math.min(now.getTime() + idleDays * dayMs, expiresAt.getTime())),
  createdAt: now,
  updatedAt: now,
  deletedAt: null,
  version: 1,
});

/** Opens a session for a user, and returns its first refresh token, which is not stored. */
export const openSession = (
  tx: Transaction,
  { tenantId, userId }: { tenantId: string; userId: string },
  { address, agent }: RequestInfo,
  now: Date,
): { session: SessionRow; refreshToken: string } => {
  const session: SessionRow = {
    tenantId,
    id: uuidv7(),
    userId,
    address,
    agent,
    lastUsedAt: now,
    expiresAt: new Date(now.getTime() + absoluteDays * dayMs),
    revokedAt: null,
    createdAt: now,
    updatedAt: now,
    deletedAt: null,
    version: 1,
  };
  const refreshToken = newSecretToken();
  tx.send(...insertSession(session));
  tx.send(...insertToken(newTokenRow(session, refreshToken, now)));
  return { session, refreshToken };
};

/** Makes the answer with the tokens of a session. */
export const toTokenPair = async (
  accessTokens: AccessTokens,
  { tenantId, userId, id }: SessionRow,
  role: string,
  refreshToken: string,
): Promise<TokenPair> => ({
  access_token: await accessTokens.sign({ tenantId, userId, sessionId: id, role }),
  refresh_token: refreshToken,
  token_type: 'Bearer',
  expires_in: accessTokenSeconds,
});

/** Returns the parameters of the statements for the caller's live sessions. */
const liveParameters = (scope: Scope, now: Date) => {
  const { tenantId, userId } = requireCustomer(scope);
  return [tenantId, userId, now, new Date(now.getTime() - idleDays * dayMs)] as const;
};

/** Lists the caller's live sessions, most recently used first. */
export const listSessions = async (scope: Scope, now: Date): Promise<{ results: Session[] }> => {
  const rows = await scope.read(liveSessions, liveParameters(scope, now));
  const results = rows.map((row) => ({
    id: row.id,
    device: row.agent,
    address: row.address,
    created_at: row.createdAt.toISOString(),
    last_used_at: row.lastUsedAt.toISOString(),
    current: row.id === scope.caller.sessionId,
  }));
  return { results };
};

/** Returns whether the caller has a live session with this id. */
export const sessionExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(liveSession, [...liveParameters(scope, new Date()), id])).length > 0;

/** Ends one of the caller's sessions and its tokens at once. Throws `not_found`. */
export const revokeSession = (scope: Scope, id: string, now: Date): Promise<void> =>
  endOwnSession(scope, id, now, () => new AppError('not_found'));

/** Ends the session of the request. Throws `token_invalid` if another request has ended it since. */
export const logout = (scope: Scope, now: Date): Promise<void> =>
  endOwnSession(scope, requireSession(scope).sessionId, now, sessionEnded);

const endOwnSession = (scope: Scope, id: string, now: Date, missing: () => AppError): Promise<void> =>
  scope.write(async (tx) => {
    const [before] = await tx.query(liveSessionLocked, [...liveParameters(scope, now), id]);
    if (!before) throw missing();
    const after = endSession(tx, before, now);
    return { result: undefined, audit: { action: 'session.revoked', entityId: id, before, after } };
  });

/** Ends one session, and returns its new row. */
export const endSession = (tx: Transaction, session: SessionRow, now: Date): SessionRow => {
  const ended = { ...session, revokedAt: now, ...nextVersion(session, now) };
  tx.send(...endOneSession(ended));
  return ended;
};

/** Ends all sessions of a user, except one if given. */
export const endAllSessions = (
  tx: Transaction,
  { tenantId, userId }: { tenantId: string; userId: string },
  now: Date,
  exceptId: string | null = null,
): void => tx.send(endSessionsBut, [tenantId, userId, now, exceptId]);
