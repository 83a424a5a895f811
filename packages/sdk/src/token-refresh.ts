import { isDoorstepError } from './doorstep-error.ts';
import type { TokenStore, Tokens } from './token-store.ts';

/** Exchanges a refresh token for new tokens. Throws a `DoorstepError`. */
type Exchange = (stale: Tokens) => Promise<Tokens>;

const runningRefreshes = new WeakMap<TokenStore, Promise<Tokens | null>>();

/**
 * Replaces stale tokens in a store. Returns null if the session has ended. Sends a single refresh for all calls and clients
 * of a store.
 */
export const refreshTokens = (store: TokenStore, stale: Tokens, exchange: Exchange): Promise<Tokens | null> => {
  const running = runningRefreshes.get(store);
  if (running) return running;
  const started = refresh(store, stale, exchange).finally(() => runningRefreshes.delete(store));
  runningRefreshes.set(store, started);
  return started;
};

const refresh = async (store: TokenStore, stale: Tokens, exchange: Exchange): Promise<Tokens | null> => {
  const current = await store.get();
  // Another tab or process has already refreshed the tokens.
  if (!current || current.accessToken !== stale.accessToken) return current;
  const [renewed, failure] = await exchange(current).then(
    (tokens) => [tokens, undefined] as const,
    (error: unknown) => [null, error] as const,
  );
  const sessionEnded = isDoorstepError(failure, 'token_invalid');
  if (failure !== undefined && !sessionEnded) throw failure;
  const latest = await store.get();
  // The app signed out or in during the refresh, so its tokens win.
  if (latest?.refreshToken !== current.refreshToken) return latest;
  if (renewed) await store.set(renewed);
  else await store.clear();
  return renewed;
};
