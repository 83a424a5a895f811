import { isDoorstepError } from './doorstep-error.ts';
import type { TokenStore, Tokens } from './token-store.ts';

/** Spends a refresh token for new tokens. Throws a `DoorstepError`. */
type Exchange = (spent: Tokens) => Promise<Tokens>;

const underWay = new WeakMap<TokenStore, Promise<Tokens | null>>();

/**
 * New tokens in place of stale ones, or null where the session is over. However many calls and clients ask for it on one
 * store, one refresh is sent.
 */
export const refreshTokens = (store: TokenStore, stale: Tokens, exchange: Exchange): Promise<Tokens | null> => {
  const running = underWay.get(store);
  if (running) return running;
  const started = refresh(store, stale, exchange).finally(() => underWay.delete(store));
  underWay.set(store, started);
  return started;
};

const refresh = async (store: TokenStore, stale: Tokens, exchange: Exchange): Promise<Tokens | null> => {
  const current = await store.get();
  // Another tab or process was here first.
  if (!current || current.accessToken !== stale.accessToken) return current;
  const [renewed, refusal] = await exchange(current).then(
    (tokens) => [tokens, undefined] as const,
    (error: unknown) => [null, error] as const,
  );
  const sessionOver = isDoorstepError(refusal, 'token_invalid');
  if (refusal !== undefined && !sessionOver) throw refusal;
  const latest = await store.get();
  // Somebody signed out or in meanwhile: what they did holds.
  if (latest?.refreshToken !== current.refreshToken) return latest;
  if (renewed) await store.set(renewed);
  else await store.clear();
  return renewed;
};
