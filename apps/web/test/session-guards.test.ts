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
import { pass, profile, refreshPath, useSessions } from './session-suite.ts';
import { cookiesOf, pageRequest, webUrl } from './web-request.ts';

// What session.test.ts tells of is how sessions go; here is what must not get past them.
const suite = useSessions();
const { api, flakyProxy, both, ended, sent } = suite;
const credentials = () => ({ email: suite.customer.email, password });

describe('What the API hears', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'])('is no %s of a page of another origin', async (method) => {
    const answer = await pass(method, profile, { cookies: both(), headers: { Origin: 'https://evil.example' } });
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([403, 'no-store']);
    expect(flakyProxy.requests).toEqual([]);
  });

  test('is no write of which nobody says where it comes from', async () => {
    const request = pageRequest('DELETE', profile, { cookies: both() });
    request.headers.delete('origin');
    expect((await forward(request)).status).toBe(403);
    expect(flakyProxy.requests).toEqual([]);
  });

  test.each([
    ...['Host', 'Expect', 'Accept-Encoding', 'Authorization', 'X-Tenant-ID', 'Referer'],
    ...['Forwarded', 'X-Real-IP', 'X-Forwarded-Host', 'X-Forwarded-Proto'],
    ...['Keep-Alive', 'Proxy-Authorization', 'TE', 'Trailer', 'Transfer-Encoding', 'Upgrade'],
  ])('is no browser’s word for %s', async (name) => {
    const headers = { [name]: 'made-up' };
    // Signed in or not: what this server has no word of its own for is not said at all.
    const answers = [
      await pass('GET', profile, { cookies: both(), headers }),
      await pass('GET', '/api/address-rules/DE/', { headers }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(JSON.stringify(flakyProxy.requests)).not.toContain('made-up');
  });

  test('is nothing of the page, nor of its cookies', async () => {
    const headers = { 'X-Signed-In-As': suite.customer.userId };
    await pass('PATCH', profile, { cookies: { ...both(), other: 'kept-here' }, headers, json: { full_name: 'Ada' } });
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('origin');
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('cookie');
    expect(flakyProxy.requests[0]?.headers).not.toHaveProperty('x-signed-in-as');
    expect(flakyProxy.requests[0]?.headers['accept-encoding']).toBe('identity');
  });
});

describe('What a browser is answered', () => {
  const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../api/openapi.json'), 'utf8'));
  const answersToken = (operation: unknown): boolean => {
    const named = [...JSON.stringify(operation).matchAll(/"#\/components\/schemas\/(\w+)"/g)];
    return named.some(([, name = '']) => 'access_token' in (document.components.schemas[name].properties ?? {}));
  };
  const paths = Object.entries<Record<string, { responses?: unknown }>>(document.paths)
    .filter(([, methods]) => Object.values(methods).some(({ responses = {} }) => answersToken(responses)))
    .map(([path]) => path);

  test('is never a token: there are operations that answer some', () => {
    expect(paths).toEqual(expect.arrayContaining(['/api/auth/login/', '/api/auth/register/', refreshPath]));
  });

  test.each(paths)('is never a token: %s is not forwarded, however it is written', async (path) => {
    const spellings = [path, path.slice(0, -1), `${path}/`, path.toUpperCase().replace('/API', '/api')];
    for (const spelling of [
      ...spellings,
      path.replace('/auth', '/x/../auth'),
      path.replace('/auth', '/%2E%2e/api/auth'),
    ]) {
      const answer = await pass('POST', spelling, { json: credentials() });
      expect([spelling, answer.status]).toEqual([spelling, 404]);
    }
    expect(flakyProxy.requests).toEqual([]);
  });

  test('is not where the API would send this server', async () => {
    flakyProxy.failNext(profile, { status: 302, headers: { Location: `${flakyProxy.url}/health/live` } });
    expect((await pass('GET', profile, { cookies: both() })).status).toBe(302);
    expect(sent('/health/live')).toBe(0);
  });

  test('has no say of the API about cookies, codings and other origins', async () => {
    const headers = { 'Set-Cookie': 'a=1', 'Content-Encoding': 'identity', 'Access-Control-Allow-Origin': '*' };
    flakyProxy.failNext(profile, { status: 200, headers: { ...headers, 'Content-Length': '2' }, body: '{}' });
    const answer = await pass('GET', profile, { cookies: both() });
    for (const name of [...Object.keys(headers), 'Content-Length']) expect(answer.headers.has(name)).toBe(false);
    expect(await answer.json()).toEqual({});
  });

  test('is not kept by anybody where it brings or takes tokens', async () => {
    const answers = [
      await signIn(pageRequest('POST', '/api/auth/login/', { json: credentials() }), 'login'),
      await signIn(pageRequest('POST', '/api/auth/login/', { form: credentials() }), 'login'),
      await renew(pageRequest('POST', refreshPath, { cookies: both() })),
      await renew(pageRequest('POST', refreshPath)),
      await signOut(pageRequest('POST', '/api/auth/logout/', { form: { from: 'menu' } })),
      await signOut(pageRequest('POST', '/api/auth/logout/')),
    ];
    expect(answers.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(6).fill('no-store'));
  });

  test('has no token in its body, whoever asks', async () => {
    for (const answer of [
      await signIn(pageRequest('POST', '/api/auth/login/', { json: credentials() }), 'login'),
      await renew(pageRequest('POST', refreshPath, { cookies: both() })),
    ]) {
      const tokens = Object.values(cookiesOf(answer));
      expect(tokens).toHaveLength(2);
      const body = await answer.text();
      for (const token of tokens) expect(body).not.toContain(token);
    }
  });
});

describe('A session', () => {
  test.each([429, 500, 502])('is not lost because its renewal was answered with %d', async (status) => {
    flakyProxy.failNext(refreshPath, ...Array(3).fill({ status }));
    const answers = [
      await pass('GET', profile, { cookies: ended() }),
      await renew(pageRequest('POST', refreshPath, { cookies: ended() })),
      await proxy(pageRequest('GET', '/profile', { cookies: ended() })),
    ];
    for (const answer of answers) expect([answer.status, answer.headers.getSetCookie()]).toEqual([503, []]);
    expect((await pass('GET', profile, { cookies: ended() })).status).toBe(200);
  });

  test('is renewed for all who wait, though the one who asked first has left', async () => {
    const away = new AbortController();
    const first = pass('GET', profile, { cookies: ended(), signal: away.signal });
    const second = pass('GET', profile, { cookies: ended() });
    away.abort();
    expect((await second).status).toBe(200);
    expect(sent(refreshPath)).toBe(1);
    await first;
  });

  test('that was just renewed is not renewed again for a refusal', async () => {
    flakyProxy.failNext(profile, { status: 401 });
    expect((await pass('GET', profile, { cookies: ended() })).status).toBe(401);
    expect([sent(profile), sent(refreshPath)]).toEqual([1, 1]);
  });

  test('is renewed by the page where what it sent is gone by the time that the API refuses', async () => {
    await api.advance(601);
    const answer = await pass('PATCH', profile, { cookies: both(), json: { full_name: 'Ada' } });
    expect([answer.status, sent(profile), sent(refreshPath)]).toEqual([401, 1, 0]);
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('that nobody has is not forgotten', async () => {
    for (const answer of [await pass('GET', profile), await renew(pageRequest('POST', refreshPath))]) {
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []]);
    }
  });
});

describe('A page', () => {
  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example'])(
    'is not left for %s by a renewal, whether the session lives or not',
    async (next) => {
      const path = `/session/renew?next=${encodeURIComponent(next)}`;
      const answers = [
        await proxy(pageRequest('GET', path, { cookies: both() })),
        await proxy(pageRequest('GET', path)),
      ];
      expect(answers.map(({ headers }) => headers.get('location'))).toEqual([
        `${webUrl}/addresses`,
        `${webUrl}/sign-in?ended=1&next=%2Faddresses`,
      ]);
    },
  );

  test('is told by this server alone which page it is, and the nonce of its scripts', async () => {
    const headers = { 'X-Page': 'made-up', 'X-Nonce': 'made-up', 'Content-Security-Policy': 'made-up' };
    const answer = await proxy(pageRequest('GET', '/profile?tab=1', { cookies: both(), headers }));
    expect(JSON.stringify([...answer.headers])).not.toContain('made-up');
    expect(answer.headers.get('x-middleware-request-x-page')).toBe('/profile?tab=1');
    const nonce = answer.headers.get('x-middleware-request-x-nonce');
    expect(answer.headers.get('content-security-policy')).toContain(`'nonce-${nonce}'`);
  });

  test('of a form without scripts is not sent without its length, nor shown again once it was taken', async () => {
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

  test('are kept, and lead back to the page', async () => {
    const answer = await set({ language: 'ar', theme: 'dark' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/profile?tab=1']);
    expect(cookiesOf(answer)).toEqual({ 'doorstep-language': 'ar', 'doorstep-theme': 'dark' });
  });

  test('that there are not are none', async () => {
    expect(cookiesOf(await set({ language: 'xx; Domain=evil', theme: 'toString' }))).toEqual({});
  });

  test('are not set by a page of another origin, nor lead to one', async () => {
    expect((await set({ theme: 'dark' }, { Origin: 'https://evil.example' })).status).toBe(403);
    const answer = await set({ theme: 'dark' }, { Referer: 'https://evil.example//evil.example/' });
    expect(answer.headers.get('location')).toBe('/addresses');
  });
});
