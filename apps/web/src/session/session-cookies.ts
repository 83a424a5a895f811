import type { TokenPair } from '@doorstep/sdk';
import { webConfig } from '../env.ts';

/** What reads cookies: a request in a route handler or in proxy.ts, or `cookies()` of a server component. */
export type CookieReader = { get(name: string): { value: string } | undefined };

/** Tokens and when the access token ends, in milliseconds since 1970. */
export type SessionTokens = { accessToken: string; refreshToken: string; expiresAt: number };

// A token that ends this soon might have ended when it gets to the API.
const marginMs = 30_000;
// As long as the API takes a refresh token that is not used.
const refreshSeconds = 30 * 24 * 60 * 60;

/** Browsers hold a name with that prefix to Secure, this host and every path: no neighbour can plant it. */
export const cookieName = (kind: 'access' | 'refresh' | 'customer' | 'ended' | 'form'): string =>
  `${webConfig().secure ? '__Host-' : ''}doorstep-${kind}`;

/** The tokens that a browser has sent. The cookie of an access token is gone when the token is. */
export const tokensIn = (
  cookies: CookieReader,
): { accessToken: string | undefined; refreshToken: string | undefined } => ({
  accessToken: cookies.get(cookieName('access'))?.value,
  refreshToken: cookies.get(cookieName('refresh'))?.value,
});

/** What the API answered, with the time at which the access token ends. */
export const withExpiry = ({ access_token, refresh_token, expires_in }: TokenPair): SessionTokens => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: Date.now() + expires_in * 1000,
});

/** A cookie that page scripts cannot read, as a `Set-Cookie` header. Without seconds it lasts as long as the browser. */
export const hiddenCookie = (name: string, value: string, seconds?: number): string =>
  cookie(name, value, seconds, '; HttpOnly');

const cookie = (name: string, value: string, seconds: number | undefined, flags: string): string => {
  const lasting = seconds === undefined ? '' : `; Max-Age=${Math.max(0, Math.floor(seconds))}`;
  return `${name}=${value}; Path=/${lasting}${flags}; SameSite=Lax${webConfig().secure ? '; Secure' : ''}`;
};

/** Tells page scripts who is signed in, by id, so that a page shown from memory can see that it is out of date. */
export const nameCustomer = (headers: Headers, cookies: CookieReader, customer: string): void => {
  const name = cookieName('customer');
  if (cookies.get(name)?.value !== customer) headers.append('Set-Cookie', cookie(name, customer, refreshSeconds, ''));
};

/** Gives the browser tokens to keep; no page script can read them. */
export const setTokens = (headers: Headers, { accessToken, refreshToken, expiresAt }: SessionTokens): void => {
  const seconds = (expiresAt - marginMs - Date.now()) / 1000;
  headers.append('Set-Cookie', hiddenCookie(cookieName('access'), accessToken, seconds));
  headers.append('Set-Cookie', hiddenCookie(cookieName('refresh'), refreshToken, refreshSeconds));
};

/** Makes the browser forget its tokens, and know until it is closed that there were some: its other tabs will ask. */
export const clearTokens = (headers: Headers): void => {
  for (const kind of ['access', 'refresh'] as const)
    headers.append('Set-Cookie', hiddenCookie(cookieName(kind), '', 0));
  headers.append('Set-Cookie', cookie(cookieName('customer'), '', 0, ''));
  headers.append('Set-Cookie', hiddenCookie(cookieName('ended'), '1'));
};

/** Whether a browser had to forget tokens since it was opened. */
export const hadSession = (cookies: CookieReader): boolean => cookies.get(cookieName('ended')) !== undefined;

/** A `Cookie` header with another access token in it, for what is rendered within the same request. */
export const withAccessToken = (cookie: string | null, accessToken: string): string => {
  const others = (cookie ?? '').split(/;\s*/).filter((pair) => pair && !pair.startsWith(`${cookieName('access')}=`));
  return [...others, `${cookieName('access')}=${accessToken}`].join('; ');
};
