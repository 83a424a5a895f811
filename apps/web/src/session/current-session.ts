import type { Incoming } from './api-request.ts';
import { clearTokens, type SessionTokens, setTokens, tokensIn } from './session-cookies.ts';
import { refreshOnce } from './token-refresh.ts';

/** Whose request it is. */
export type CurrentSession =
  | { kind: 'signed_in'; accessToken: string; renewed: SessionTokens | null }
  | { kind: 'ended' }
  | { kind: 'anonymous' }
  | { kind: 'unavailable' };

/** The session of a request, its token refreshed where that has ended; `renew` where the API has refused the one there is. */
export const currentSession = async (incoming: Incoming, { renew = false } = {}): Promise<CurrentSession> => {
  const { accessToken, refreshToken } = tokensIn(incoming.cookies);
  if (accessToken && !renew) return { kind: 'signed_in', accessToken, renewed: null };
  if (!refreshToken) return { kind: accessToken ? 'ended' : 'anonymous' };
  const refreshed = await refreshOnce(refreshToken, incoming);
  if (refreshed === 'ended' || refreshed === 'unavailable') return { kind: refreshed };
  return { kind: 'signed_in', accessToken: refreshed.accessToken, renewed: refreshed };
};

/** Lets the browser keep, or forget, what has become of its session. */
export const keepSession = (headers: Headers, session: CurrentSession): void => {
  if (session.kind === 'ended') clearTokens(headers);
  if (session.kind === 'signed_in' && session.renewed) setTokens(headers, session.renewed);
};
