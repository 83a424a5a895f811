import type { TokenPair } from '@doorstep/sdk';
import { type IncomingRequest, sendToApi } from './api-request.ts';
import { type SessionTokens, withExpiry } from './session-cookies.ts';

/** New tokens; `ended` where the API refused the old token; `unavailable` where the API was unreachable. */
export type RefreshResult = SessionTokens | 'ended' | 'unavailable';

// proxy.ts and route handlers are separate bundles: a map in this module would exist twice.
const refreshes = Symbol.for('@doorstep/web/refreshes');
const shared = globalThis as { [refreshes]?: Map<string, Promise<RefreshResult>> };
shared[refreshes] ??= new Map();
const recentRefreshes = shared[refreshes];

// Long enough for a slow browser to repeat the old token, short enough that the API still detects a stolen one.
const reuseMs = 60_000;

/**
 * Spends a refresh token once for all requests that carry it. The result stays cached for a while: a browser that lost
 * the answer sends the old token again, and the API would treat that as theft.
 */
export const refreshOnce = (refreshToken: string, incoming: IncomingRequest): Promise<RefreshResult> => {
  const recent = recentRefreshes.get(refreshToken);
  if (recent) return recent;
  const refreshed = refresh(refreshToken, incoming);
  recentRefreshes.set(refreshToken, refreshed);
  void refreshed.then((result) => {
    if (result === 'unavailable') recentRefreshes.delete(refreshToken);
    else setTimeout(() => recentRefreshes.delete(refreshToken), reuseMs).unref();
  });
  return refreshed;
};

const refresh = async (refreshToken: string, incoming: IncomingRequest): Promise<RefreshResult> => {
  // Other requests share the result, so the first one must not abort it.
  const { headers, cookies } = incoming;
  const shareable: IncomingRequest = {
    method: 'POST',
    headers,
    cookies,
    body: null,
    signal: AbortSignal.timeout(30_000),
  };
  try {
    const answer = await sendToApi(shareable, '/api/auth/refresh/', {
      method: 'POST',
      json: { refresh_token: refreshToken },
    });
    if (answer.ok) return withExpiry((await answer.json()) as TokenPair);
    return answer.status === 401 ? 'ended' : 'unavailable';
  } catch {
    return 'unavailable';
  }
};
