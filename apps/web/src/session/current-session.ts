import type { IncomingRequest } from './api-request.ts';
import { clearTokenCookies, readTokens, type SessionTokens, setTokenCookies } from './session-cookies.ts';
import { refreshOnce } from './token-refresh.ts';

/** The session of a request. `refreshed` holds new tokens that the browser does not have yet. */
export type CurrentSession =
  | { kind: 'signed_in'; accessToken: string; refreshed: SessionTokens | null }
  | { kind: 'ended' }
  | { kind: 'anonymous' }
  | { kind: 'unavailable' };

/** Reads the session of a request and refreshes an expired token. `forceRefresh` also replaces one that the API refused. */
export const currentSession = async (
  incoming: IncomingRequest,
  { forceRefresh = false } = {},
): Promise<CurrentSession> => {
  const { accessToken, refreshToken } = readTokens(incoming.cookies);
  if (accessToken && !forceRefresh) return { kind: 'signed_in', accessToken, refreshed: null };
  if (!refreshToken) return { kind: accessToken ? 'ended' : 'anonymous' };
  const refreshed = await refreshOnce(refreshToken, incoming);
  if (refreshed === 'ended' || refreshed === 'unavailable') return { kind: refreshed };
  return { kind: 'signed_in', accessToken: refreshed.accessToken, refreshed };
};

/** Sets or clears the token cookies after a refresh. */
export const setSessionCookies = (headers: Headers, session: CurrentSession): void => {
  if (session.kind === 'ended') clearTokenCookies(headers);
  if (session.kind === 'signed_in' && session.refreshed) setTokenCookies(headers, session.refreshed);
};
