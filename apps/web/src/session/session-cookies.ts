import type { TokenPair } from '@doorstep/sdk';
import { webConfig } from '../env.ts';

/** A request of a route handler or proxy.ts, or `cookies()` of a server component. */
export type CookieReader = { get(name: string): { value: string } | undefined };

/** The tokens of a session. `expiresAt` is the end of the access token, in milliseconds since 1970. */
export type SessionTokens = { accessToken: string; refreshToken: string; expiresAt: number };

// A token this close to its end could expire on its way to the API.
const expiryMarginMs = 30_000;
// The lifetime of an unused refresh token at the API.
const refreshSeconds = 30 * 24 * 60 * 60;

/** Names a cookie. The prefix `__Host-` binds it to this host, so that sibling domains cannot set it. */
export const cookieName = (kind: 'access' | 'refresh' | 'customer' | 'ended' | 'form'): string =>
  `${webConfig().secure ? '__Host-' : ''}doorstep-${kind}`;

/** Reads the tokens from the cookies. The cookie of an access token expires before the token. */
export const readTokens = (
  cookies: CookieReader,
): { accessToken: string | undefined; refreshToken: string | undefined } => ({
  accessToken: cookies.get(cookieName('access'))?.value,
  refreshToken: cookies.get(cookieName('refresh'))?.value,
});

/** The subject of an access token, for display only: the API alone verifies tokens. */
export type AccessClaims = { userId: string; isStaff: boolean };

/** Decodes the claims of an access token without a check of its signature; null for anything else. */
export const decodeClaims = (accessToken: string | undefined): AccessClaims | null => {
  try {
    const payload = Buffer.from(accessToken?.split('.')[1] ?? '', 'base64url').toString();
    const { sub, role } = JSON.parse(payload) as { sub: string; role: string };
    return { userId: sub, isStaff: role !== 'customer' };
  } catch {
    return null;
  }
};

/** Converts the API's answer into session tokens with an absolute expiry. */
export const withExpiry = ({ access_token, refresh_token, expires_in }: TokenPair): SessionTokens => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: Date.now() + expires_in * 1000,
});

/** A `Set-Cookie` value that page scripts cannot read. Without `seconds` it is a session cookie of the browser. */
export const httpOnlyCookie = (name: string, value: string, seconds?: number): string =>
  cookie(name, value, seconds, '; HttpOnly');

const cookie = (name: string, value: string, seconds: number | undefined, flags: string): string => {
  const maxAge = seconds === undefined ? '' : `; Max-Age=${Math.max(0, Math.floor(seconds))}`;
  return `${name}=${value}; Path=/${maxAge}${flags}; SameSite=Lax${webConfig().secure ? '; Secure' : ''}`;
};

/** Lets page scripts read the id of the customer, so that a page from the browser's cache can detect that it is stale. */
export const setCustomerCookie = (headers: Headers, customer: string): void =>
  headers.append('Set-Cookie', cookie(cookieName('customer'), customer, refreshSeconds, ''));

/** Stores the tokens in cookies that page scripts cannot read. */
export const setTokenCookies = (headers: Headers, { accessToken, refreshToken, expiresAt }: SessionTokens): void => {
  const seconds = (expiresAt - expiryMarginMs - Date.now()) / 1000;
  headers.append('Set-Cookie', httpOnlyCookie(cookieName('access'), accessToken, seconds));
  headers.append('Set-Cookie', httpOnlyCookie(cookieName('refresh'), refreshToken, refreshSeconds));
};

/** Deletes the token cookies, and marks the session as ended until the browser closes: other tabs read that mark. */
export const clearTokenCookies = (headers: Headers): void => {
  for (const kind of ['access', 'refresh'] as const)
    headers.append('Set-Cookie', httpOnlyCookie(cookieName(kind), '', 0));
  headers.append('Set-Cookie', cookie(cookieName('customer'), '', 0, ''));
  headers.append('Set-Cookie', httpOnlyCookie(cookieName('ended'), '1'));
};

/** Whether a session has ended in this browser since it started. */
export const hasEndedSession = (cookies: CookieReader): boolean => cookies.get(cookieName('ended')) !== undefined;

/** Replaces the access token in a `Cookie` header, for server components of the same request. */
export const withAccessToken = (cookie: string | null, accessToken: string): string => {
  const others = (cookie ?? '').split(/;\s*/).filter((pair) => pair && !pair.startsWith(`${cookieName('access')}=`));
  return [...others, `${cookieName('access')}=${accessToken}`].join('; ');
};
