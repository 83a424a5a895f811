import type { TokenPair } from '@doorstep/sdk';
import { type Incoming, sendToApi } from './api-request.ts';
import { type SessionTokens, withExpiry } from './session-cookies.ts';

/** New tokens; `ended` where the API takes the old one no more; `unavailable` where it could not be asked. */
export type Refreshed = SessionTokens | 'ended' | 'unavailable';

// proxy.ts and route handlers are bundled apart, and would each have a map of their own in a module.
const shared = globalThis as { [refreshes]?: Map<string, Promise<Refreshed>> };
const refreshes = Symbol.for('@doorstep/web/refreshes');
shared[refreshes] ??= new Map();
const underWay = shared[refreshes];

// Longer than a slow browser needs to send the old token again, short enough that the API still hears of a stolen one.
const keptMs = 60_000;

/**
 * Spends a refresh token, once for all requests that bring it. What came of it is kept for a while: a browser whose answer
 * got lost sends the old token again, and the API would take that for a theft.
 */
export const refreshOnce = (refreshToken: string, incoming: Incoming): Promise<Refreshed> => {
  const known = underWay.get(refreshToken);
  if (known) return known;
  const refreshed = refresh(refreshToken, incoming);
  underWay.set(refreshToken, refreshed);
  void refreshed.then((result) => {
    if (result === 'unavailable') underWay.delete(refreshToken);
    else setTimeout(() => underWay.delete(refreshToken), keptMs).unref();
  });
  return refreshed;
};

const refresh = async (refreshToken: string, incoming: Incoming): Promise<Refreshed> => {
  // It is for all who wait: the one who came first may leave.
  const { headers, cookies } = incoming;
  const lasting: Incoming = { method: 'POST', headers, cookies, body: null, signal: AbortSignal.timeout(30_000) };
  try {
    const answer = await sendToApi(lasting, '/api/auth/refresh/', {
      method: 'POST',
      json: { refresh_token: refreshToken },
    });
    if (answer.ok) return withExpiry((await answer.json()) as TokenPair);
    return answer.status === 401 ? 'ended' : 'unavailable';
  } catch {
    return 'unavailable';
  }
};
