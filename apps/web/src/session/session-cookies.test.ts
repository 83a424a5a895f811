import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  clearTokenCookies,
  decodeClaims,
  hasEndedSession,
  readTokens,
  setTokenCookies,
  withAccessToken,
  withExpiry,
} from './session-cookies.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const jar = (cookies: Record<string, string>) => ({
  get: (name: string) => (name in cookies ? { value: cookies[name] ?? '' } : undefined),
});

describe('The cookies of a session over https', () => {
  beforeAll(() => {
    Object.assign(process.env, { WEB_URL: 'https://shop.example', TENANT_ID: '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e' });
  });
  beforeEach(() => {
    vi.useFakeTimers({ now });
    return () => vi.useRealTimers();
  });

  test('are of this host alone, for no script and no foreign request, and the access token’s ends before the token', () => {
    const headers = new Headers();
    setTokenCookies(
      headers,
      withExpiry({ access_token: 'a', refresh_token: 'r', token_type: 'Bearer', expires_in: 600 }),
    );
    expect(headers.getSetCookie()).toEqual([
      '__Host-doorstep-access=a; Path=/; Max-Age=570; HttpOnly; SameSite=Lax; Secure',
      '__Host-doorstep-refresh=r; Path=/; Max-Age=2592000; HttpOnly; SameSite=Lax; Secure',
    ]);
  });

  test('are not read by the names that a neighbour could have planted', () => {
    expect(readTokens(jar({ 'doorstep-access': 'a', 'doorstep-refresh': 'r' }))).toEqual({});
    expect(readTokens(jar({ '__Host-doorstep-access': 'a' }))).toEqual({ accessToken: 'a' });
  });

  test('of a token that has nearly ended are gone at once', () => {
    const headers = new Headers();
    setTokenCookies(headers, { accessToken: 'a', refreshToken: 'r', expiresAt: now + 10_000 });
    expect(headers.getSetCookie()[0]).toContain('; Max-Age=0;');
  });

  test('are forgotten with the flags that they were set with, but for one that says that they were', () => {
    const headers = new Headers();
    clearTokenCookies(headers);
    expect(headers.getSetCookie()).toEqual([
      '__Host-doorstep-access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
      '__Host-doorstep-refresh=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure',
      '__Host-doorstep-customer=; Path=/; Max-Age=0; SameSite=Lax; Secure',
      '__Host-doorstep-ended=1; Path=/; HttpOnly; SameSite=Lax; Secure',
    ]);
    expect([hasEndedSession(jar({ '__Host-doorstep-ended': '1' })), hasEndedSession(jar({}))]).toEqual([true, false]);
  });

  test('have one access token for what is rendered, the new one', () => {
    const cookie = withAccessToken('a=1; __Host-doorstep-access=old; __Host-doorstep-refresh=r', 'new');
    expect(cookie).toBe('a=1; __Host-doorstep-refresh=r; __Host-doorstep-access=new');
    expect(withAccessToken(null, 'new')).toBe('__Host-doorstep-access=new');
  });
});

const token = (claims: unknown): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test.each([
  ['of a customer', token({ sub: '1', role: 'customer' }), { userId: '1', role: 'customer' }],
  ['of staff', token({ sub: '1', role: 'staff' }), { userId: '1', role: 'staff' }],
  [
    'of a role that there is not, as of a customer',
    token({ sub: '1', role: 'root' }),
    { userId: '1', role: 'customer' },
  ],
  ['of nobody, where it is no token', 'made-up', null],
  ['of nobody, where there is none', undefined, null],
])('A page is shown as that %s', (_whose, accessToken, claims) => {
  expect(decodeClaims(accessToken)).toEqual(claims);
});
