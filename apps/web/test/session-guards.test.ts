import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { POST as setPreferences } from '../src/app/preferences/route.ts';
import { proxy } from '../src/proxy.ts';
import { forward } from '../src/session/forward.ts';
import { renew } from '../src/session/renew.ts';
import { signIn } from '../src/session/sign-in.ts';
import { signOut } from '../src/session/sign-out.ts';
import { forwardRequest, profile, refreshPath, useSessions } from './session-suite.ts';
import { cookiesOf, pageRequest, webUrl } from './web-request.ts';

// session.test.ts tests how sessions work. This suite tests what they must prevent.
const suite = useSessions();
const { api, flakyProxy, currentCookies, expiredCookies, requestCount } = suite;
const credentials = () => ({ email: suite.customer.email, password });

describe('Requests to the API', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('do not include a %s from a page of another origin', async (method) => {
    const answer = await forwardRequest(method, profile, {
      cookies: currentCookies(),
      headers: { Origin: 'https://evil.example' },
    });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([403, 'no-store']);
    expect(flakyProxy.requests).toEqual([]);
  });

  test('do not include a write without an Origin', async () => {
    const request = pageRequest('DELETE', profile, { cookies: currentCookies() });
    request.headers.delete('origin');
    expect((await forward(request)).status).toBe(403);
    expect(flakyProxy.requests).toEqual([]);
  });

  test.each([
    ...['Host', 'Expect', 'Accept-Encoding', 'Authorization', 'X-Tenant-ID', 'Referer'],
    ...['Forwarded', 'X-Real-IP', 'X-Forwarded-Host', 'X-Forwarded-Proto'],
    ...['Keep-Alive', 'Proxy-Authorization', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
  ])('do not contain the header %s of the browser', async (name) => {
    const headers = { [name]: 'made-up' };
    // With and without a session: this server drops such a header if it has no value of its own for it.
    const answers = [
      await forwardRequest('GET', profile, { cookies: currentCookies(), headers }),
      await forwardRequest('GET', '/api/address-rules/DE/', { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(JSON.stringify(flakyProxy.requests)).not.toContain('made-up');
  });

  test('do not contain the origin, the customer id and the cookies of the page', async () => {
    const headers = { 'X-Signed-In-As': suite.customer.userId };
    await forwardRequest('PATCH', profile, {
      cookies: { ...currentCookies(), other: 'kept-here' },
      headers,
      json: { full_name: 'Ada' },
    });
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('origin');
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('cookie');
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('x-signed-in-as');
    expect(flakyProxy.requests[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('Responses to the browser', () => {
  const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../api/openapi.json'), 'utf8'));
  const answersToken = (operation: unknown): boolean => {
    const named = [...JSON.stringify(operation).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    return named.some(([, name = '']) => 'access_token' in (document.components.schemas[name].properties ?? {}));
  };
  const paths = Object.entries<Record<string, { responses?: unknown }>>(document.paths)
    .filter(([, methods]) => Object.values(methods).some(({ responses = {} }) => answersToken(responses)))
    .map(([path]) => path);

  test('are tested for the operations that return tokens', () => {
    expect(paths).toEqual(expect.arrayContaining(['/api/auth/login/', '/api/auth/register/', refreshPath]));
  });

  test.each(paths)('never contain a token: %s is not forwarded, in any spelling', async (path) => {
    const spellings = [path, path.slice(0, -1), `${path}/`, path.toUpperCase().replace('/API', '/api')];
    for (const spelling of [
      ...spellings,
      path.replace('/auth', '/x/../auth'),
      path.replace('/auth', '/%2E%2e/api/auth'),
    ]) {
      const answer = await forwardRequest('POST', spelling, { json: credentials() });
      expect([spelling, answer.status]).toEqual([spelling, 404]);
    }
    expect(flakyProxy.requests).toEqual([]);
  });

  test('pass on a redirect of the API instead of following it', async () => {
    flakyProxy.failNext(profile, { status: 302, headers: { Location: `${flakyProxy.url}/health/live` } });
    expect((await forwardRequest('GET', profile, { cookies: currentCookies() })).status).toBe(302);
    expect(requestCount('/health/live')).toBe(0);
  });

  test('do not contain cookies, encodings and CORS headers of the API', async () => {
    const headers = { 'Set-Cookie': 'a=1', 'Content-Encoding': 'identity', 'Access-Control-Allow-Origin': '*' };
    flakyProxy.failNext(profile, { status: 200, headers: { ...headers, 'Content-Length': '2' }, body: '{}' });
    const answer = await forwardRequest('GET', profile, { cookies: currentCookies() });
    for (const name of [...Object.keys(headers), 'Content-Length']) expect(answer.headers.has(name)).toBe(false);
    expect(await answer.json()).toEqual({});
  });

  test('that set or delete tokens are not stored by caches', async () => {
    const answers = [
      await signIn(pageRequest('POST', '/api/auth/login/', { json: credentials() }), 'login'),
      await signIn(pageRequest('POST', '/api/auth/login/', { form: credentials() }), 'login'),
      await renew(pageRequest('POST', refreshPath, { cookies: currentCookies() })),
      await renew(pageRequest('POST', refreshPath)),
      await signOut(pageRequest('POST', '/api/auth/logout/', { form: { from: 'menu' } })),
      await signOut(pageRequest('POST', '/api/auth/logout/')),
    ];
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(6).fill('no-store'));
  });

  test('have no token in the body', async () => {
    for (const answer of [
      await signIn(pageRequest('POST', '/api/auth/login/', { json: credentials() }), 'login'),
      await renew(pageRequest('POST', refreshPath, { cookies: currentCookies() })),
    ]) {
      const tokens = Object.values(cookiesOf(answer));
      expect(tokens).toHaveLength(2);
      const body = await answer.text();
      for (const token of tokens) expect(body).not.toContain(token);
    }
  });
});

describe('A session', () => {
  test.each([429, 500, 502])('is not lost when its renewal fails with %d', async (status) => {
    flakyProxy.failNext(refreshPath, ...Array(3).fill({ status }));
    const answers = [
      await forwardRequest('GET', profile, { cookies: expiredCookies() }),
      await renew(pageRequest('POST', refreshPath, { cookies: expiredCookies() })),
      await proxy(pageRequest('GET', '/profile', { cookies: expiredCookies() })),
    ];
    for (const answer of answers) expect([answer.status, answer.headers.getSetCookie()]).toEqual([503, []]);
    expect((await forwardRequest('GET', profile, { cookies: expiredCookies() })).status).toBe(200);
  });

  test('is renewed for all waiting requests even if the first one is aborted', async () => {
    const away = new AbortController();
    const first = forwardRequest('GET', profile, { cookies: expiredCookies(), signal: away.signal });
    const second = forwardRequest('GET', profile, { cookies: expiredCookies() });
    away.abort();
    expect((await second).status).toBe(200);
    expect(requestCount(refreshPath)).toBe(1);
    await first;
  });

  test('is not renewed again when the API refuses the new token', async () => {
    flakyProxy.failNext(profile, { status: 401 });
    expect((await forwardRequest('GET', profile, { cookies: expiredCookies() })).status).toBe(401);
    expect([requestCount(profile), requestCount(refreshPath)]).toEqual([1, 1]);
  });

  test('is not renewed by the forwarder if it cannot send the body again', async () => {
    await api.advance(601);
    const answer = await forwardRequest('PATCH', profile, { cookies: currentCookies(), json: { full_name: 'Ada' } });
    expect([answer.status, requestCount(profile), requestCount(refreshPath)]).toEqual([401, 1, 0]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('that does not exist causes no cookies', async () => {
    for (const answer of [await forwardRequest('GET', profile), await renew(pageRequest('POST', refreshPath))]) {
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
    }
  });
});

describe('A page', () => {
  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example'])(
    'is not redirected to %s by a renewal, with or without a session',
    async (next) => {
      const path = `/session/renew?next=${encodeURIComponent(next)}`;
      const answers = [
        await proxy(pageRequest('GET', path, { cookies: currentCookies() })),
        await proxy(pageRequest('GET', path)),
      ];
      expect(answers.map(({ headers }) => headers.get('location'))).toEqual([
        `${webUrl}/addresses`,
        `${webUrl}/sign-in?ended=1&next=%2Faddresses`,
      ]);
    },
  );

  test('gets its path and nonce from this server, not from the browser', async () => {
    const headers = { 'X-Page': 'made-up', 'X-Nonce': 'made-up', 'Content-Security-Policy': 'made-up' };
    const answer = await proxy(pageRequest('GET', '/profile?tab=1', { cookies: currentCookies(), headers }));
    expect(JSON.stringify([...answer.headers])).not.toContain('made-up');
    expect(answer.headers.get('x-middleware-request-x-page')).toBe('/profile?tab=1');
    const nonce = answer.headers.get('x-middleware-request-x-nonce');
    expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
  });

  test('refuses a form without Content-Length, and deletes the stored form after a sign-in', async () => {
    const request = pageRequest('POST', '/api/auth/login/', { form: credentials() });
    request.headers.delete('content-length');
    expect((await signIn(request, 'login')).status).toBe(413);
    expect(flakyProxy.requests).toEqual([]);
    const taken = await signIn(pageRequest('POST', '/api/auth/login/', { form: credentials() }), 'login');
    expect(cookiesOf(taken)).toMatchObject({ 'doorstep-form': '' });
  });
});

describe('Preferences', () => {
  const set = (form: Record<string, string>, headers: Record<string, string> = {}) =>
    setPreferences(
      pageRequest('POST', '/preferences', { form, headers: { Referer: `${webUrl}/profile?tab=1`, ...headers } }),
    );

  test('are stored in cookies, and redirect back to the page', async () => {
    const answer = await set({ language: 'ar', theme: 'dark' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/profile?tab=1']);
    expect(cookiesOf(answer)).toEqual({ 'doorstep-language': 'ar', 'doorstep-theme': 'dark' });
  });

  test('with unknown values are not stored', async () => {
    expect(cookiesOf(await set({ language: 'xx; Domain=evil', theme: 'toString' }))).toEqual({});
  });

  test('cannot be set from another origin, and do not redirect to one', async () => {
    expect((await set({ theme: 'dark' }, { Origin: 'https://evil.example' })).status).toBe(403);
    const answer = await set({ theme: 'dark' }, { Referer: 'https://evil.example//evil.example/' });
    expect(answer.headers.get('location')).toBe('/addresses');
  });
});
