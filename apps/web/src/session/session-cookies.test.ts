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

  test('are bound to this host, hidden from scripts and cross-site requests, and the access token’s expires before the token', () => {
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

  test('are not read under names that a sibling domain could set', () => {
    expect(readTokens(jar({ 'doorstep-access': 'a', 'doorstep-refresh': 'r' }))).toEqual({});
    expect(readTokens(jar({ '__Host-doorstep-access': 'a' }))).toEqual({ accessToken: 'a' });
  });

  test('expire at once for a token close to its end', () => {
    const headers = new Headers();
    setTokenCookies(headers, { accessToken: 'a', refreshToken: 'r', expiresAt: now + 10_000 });
    expect(headers.getSetCookie()[0]).toContain('; Max-Age=0;');
  });

  test('are deleted with their own flags, and a mark of the ended session is set', () => {
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

  test('contain only the new access token for server components', () => {
    const cookie = withAccessToken('a=1; __Host-doorstep-access=old; __Host-doorstep-refresh=r', 'new');
    expect(cookie).toBe('a=1; __Host-doorstep-refresh=r; __Host-doorstep-access=new');
    expect(withAccessToken(null, 'new')).toBe('__Host-doorstep-access=new');
  });
});

const token = (claims: unknown): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test.each([
  ['a customer', token({ sub: '1', role: 'customer' }), { userId: '1', isStaff: false }],
  ['staff', token({ sub: '1', role: 'reviewer' }), { userId: '1', isStaff: true }],
  ['null for anything but a token', 'made-up', null],
  ['null without a token', undefined, null],
])('A token decodes to %s', (_whose, accessToken, claims) => {
  expect(decodeClaims(accessToken)).toEqual(claims);
});
