import { password } from '@doorstep/testing/client';
import { phonePhoto } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { proxy } from '../src/proxy.ts';
import { renew } from '../src/session/renew.ts';
import { signIn } from '../src/session/sign-in.ts';
import { signOut } from '../src/session/sign-out.ts';
import { forwardRequest, profile, refreshPath, useSessions } from './session-suite.ts';
import { cookiesOf, pageRequest, webUrl } from './web-request.ts';

const suite = useSessions();
const { api, flakyProxy, currentCookies, expiredCookies, requestCount } = suite;
/** The cookies that delete a session, with a mark that there was one. */
const deletedSession = {
  'doorstep-access': '',
  'doorstep-refresh': '',
  'doorstep-customer': '',
  'doorstep-ended': '1',
};

describe('Signing in', () => {
  test('returns only the user, and stores the tokens in cookies that scripts cannot read', async () => {
    const { email } = suite.customer;
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { json: { email, password } }), 'login');
    const body = await answer.json();
    expect([answer.status, Object.keys(body), body.user.email]).toEqual([200, ['user'], email]);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['doorstep-access', 'doorstep-refresh']);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    expect((await forwardRequest('GET', profile, { cookies: cookiesOf(answer) })).status).toBe(200);
  });

  test('fails with the message of the API, and sets no cookie', async () => {
    const json = { email: suite.customer.email, password: 'wrong' };
    const headers = { 'Accept-Language': 'de' };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { json, headers }), 'login');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    expect(await answer.json()).toMatchObject({
      code: 'invalid_credentials',
      title: 'Die E-Mail-Adresse oder das Passwort ist falsch',
    });
    expect(answer.headers.getSetCookie()).toEqual([]);
  });

  test('also works for a registration', async () => {
    const json = { email: `new-${suite.customer.email}`, password };
    const answer = await signIn(pageRequest('POST', '/api/auth/register/', { json }), 'register');
    expect([answer.status, Object.keys(await answer.json())]).toEqual([201, ['user']]);
    expect(Object.keys(cookiesOf(answer))).toHaveLength(2);
  });

  test.each([
    ['/profile?tab=1', '/profile?tab=1'],
    ['https://evil.example/', '/addresses'],
    ['//evil.example/', '/addresses'],
    ['/\\evil.example/', '/addresses'],
    ['/.//evil.example', '/addresses'],
  ])('with a form without scripts and the target %s redirects to %s', async (next, location) => {
    const form = { email: suite.customer.email, password, next };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form }), 'login');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, location]);
    expect(cookiesOf(answer)).toMatchObject({ 'doorstep-access': expect.stringMatching(/./) });
  });

  test('with a form without scripts and a wrong password shows the form with all values but the password', async () => {
    const form = { email: suite.customer.email, password: 'wrong', next: '/profile' };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form }), 'login');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fprofile']);
    const shown = JSON.parse(Buffer.from(cookiesOf(answer)['doorstep-form'] ?? '', 'base64url').toString());
    expect(shown).toMatchObject({ detail: expect.stringContaining('wrong'), values: { email: suite.customer.email } });
    expect(JSON.stringify(shown)).not.toContain('"password"');
  });

  test('refuses a form that is too large', async () => {
    const headers = { 'Content-Length': '20000000' };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form: { email: 'a' }, headers }), 'login');
    expect(answer.status).toBe(413);
  });
});

describe('The forwarder', () => {
  test('forwards a request with its own token, tenant and client address', async () => {
    const answer = await forwardRequest('GET', `${profile}?a=1`, {
      cookies: { ...currentCookies(), 'doorstep-language': 'ar' },
      headers: {
        Authorization: 'Bearer made-up',
        'X-Tenant-ID': 'made-up',
        'X-Forwarded-Host': 'made-up',
        'X-Forwarded-Proto': 'made-up',
        Forwarded: 'for=made-up',
        Connection: 'keep-alive, X-Of-This-Hop',
        'X-Of-This-Hop': 'made-up',
        TE: 'trailers',
        'Proxy-Authorization': 'made-up',
        'X-Request-ID': 'mine',
      },
    });
    expect(await answer.json()).toMatchObject({ email: suite.customer.email });
    expect(answer.headers.get('etag')).toMatch(/^"/);
    const [{ path, headers } = { path: '', headers: {} }] = flakyProxy.requests;
    expect(path).toBe(`${profile}?a=1`);
    expect(headers).toMatchObject({
      authorization: `Bearer ${suite.customer.accessToken}`,
      'x-tenant-id': suite.tenantId,
      'x-forwarded-for': '203.0.113.7',
      'user-agent': 'test browser',
      'accept-language': 'ar',
      'x-request-id': 'mine',
    });
    expect(JSON.stringify(headers)).not.toMatch(/made-up|doorstep-/);
  });

  test.each([
    '/api/auth/Login/',
    '/api/auth/login/',
    '/api/AUTH/refresh',
    '/api/%2e%2e/health/ready',
    '/api/%2e%2e/trpc/x',
  ])('does not forward to %s, which returns tokens or is not for browsers', async (path) => {
    const json = { email: suite.customer.email, password };
    const answer = await forwardRequest('POST', path, { json });
    expect([answer.status, (await answer.json()).code]).toEqual([404, 'not_found']);
  });

  test('keeps new tokens and localized texts out of shared caches', async () => {
    const rules = '/api/address-rules/DE/';
    const renewed = await forwardRequest('GET', rules, { cookies: expiredCookies() });
    expect([renewed.status, renewed.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(renewed.headers.getSetCookie()).toHaveLength(2);
    const plain = await forwardRequest('GET', rules);
    expect([plain.status, plain.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
  });

  test('sends the real client address to the API', async () => {
    const { results } = await (
      await forwardRequest('GET', '/api/auth/sessions/', { cookies: expiredCookies() })
    ).json();
    expect(results).toMatchObject([{ address: '203.0.113.7', device: 'test browser' }]);
  });

  test('drops cookies and connection headers of the API', async () => {
    flakyProxy.failNext(profile, {
      status: 200,
      headers: { 'Set-Cookie': 'made-up=1', 'Keep-Alive': 'timeout=5', 'X-Kept': '1', 'Content-Type': 'text/plain' },
    });
    const { headers } = await forwardRequest('GET', profile, { cookies: currentCookies() });
    expect([...headers.keys()].sort()).toEqual(['content-type', 'date', 'x-kept']);
  });

  test.each(['', 'null', 'https://evil.example', `${webUrl}.evil.example`, 'https://shop.example:3000'])(
    'refuses a write with the Origin “%s” without a request to the API',
    async (Origin) => {
      const sent = { cookies: currentCookies(), json: { full_name: 'Mallory' }, headers: { Origin } };
      const answers = [
        await forwardRequest('PATCH', profile, sent),
        await signIn(pageRequest('POST', '/api/auth/login/', sent), 'login'),
        await signOut(pageRequest('POST', '/api/auth/logout/', sent)),
        await renew(pageRequest('POST', '/api/auth/refresh/', sent)),
      ];
      for (const answer of answers) {
        expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'application/problem+json']);
        expect(await answer.json()).toMatchObject({ code: 'permission_denied', request_id: expect.any(String) });
        expect(answer.headers.getSetCookie()).toEqual([]);
      }
      expect(flakyProxy.requests).toEqual([]);
    },
  );

  test('refuses a request from a page of another customer', async () => {
    const other = await api.newCustomer(suite.tenantId);
    const sent = (userId: string) => ({
      cookies: currentCookies(),
      json: { full_name: 'Ada' },
      headers: { 'X-Signed-In-As': userId },
    });
    expect((await forwardRequest('PATCH', profile, sent(other.userId))).status).toBe(401);
    expect(flakyProxy.requests).toEqual([]);
    expect((await forwardRequest('PATCH', profile, sent(suite.customer.userId))).status).toBe(200);
  });

  test('forwards uploads, and serves the image with ranges and validators', async () => {
    const body = new FormData();
    body.set('profile_picture', new Blob([new Uint8Array(await phonePhoto())]), 'photo.jpg');
    const { profile_picture } = await (
      await forwardRequest('PATCH', profile, { cookies: currentCookies(), body })
    ).json();
    const whole = await forwardRequest('GET', profile_picture);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const part = await forwardRequest('GET', profile_picture, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'RIFF']);
    const known = await forwardRequest('GET', profile_picture, {
      headers: { 'If-None-Match': whole.headers.get('etag') ?? '' },
    });
    expect([known.status, known.body]).toEqual([304, null]);
  });

  test('answers 503 when the API is unreachable, and keeps the session', async () => {
    flakyProxy.failNext('/api/', 'break before', 'break before');
    for (const cookies of [currentCookies(), expiredCookies()]) {
      const answer = await forwardRequest('GET', profile, { cookies });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await answer.json()).toMatchObject({ code: 'unavailable' });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });
});

describe('An expired access token', () => {
  test('is refreshed once for ten requests, a page and a second tab', async () => {
    const requests = Array.from({ length: 10 }, () => forwardRequest('GET', profile, { cookies: expiredCookies() }));
    const answers = [
      ...(await Promise.all(requests)),
      await proxy(pageRequest('GET', '/profile', { cookies: expiredCookies() })),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(11).fill(200));
    expect(new Set(answers.map((answer) => cookiesOf(answer)['doorstep-refresh'])).size).toBe(1);
    expect(requestCount(refreshPath)).toBe(1);
  });

  test('is refreshed once even if a tab sends the old refresh token much later', async () => {
    await forwardRequest('GET', profile, { cookies: expiredCookies() });
    await api.advance(60);
    const late = await forwardRequest('GET', profile, { cookies: expiredCookies() });
    expect([late.status, requestCount(refreshPath)]).toEqual([200, 1]);
  });

  test('is refreshed after the first answer of the API was lost', async () => {
    flakyProxy.failNext('/api/auth/refresh/', 'break after');
    expect((await forwardRequest('GET', profile, { cookies: expiredCookies() })).status).toBe(503);
    expect((await forwardRequest('GET', profile, { cookies: expiredCookies() })).status).toBe(200);
  });

  test('is refreshed when the API refuses it, and the request is repeated', async () => {
    await api.advance(601);
    const answer = await forwardRequest('GET', profile, { cookies: currentCookies() });
    expect([answer.status, Object.keys(cookiesOf(answer))]).toEqual([200, ['doorstep-access', 'doorstep-refresh']]);
  });

  test('is replaced by the new one for the page that is rendered', async () => {
    const answer = await proxy(pageRequest('GET', '/profile', { cookies: expiredCookies() }));
    const handed = answer.headers.get('x-middleware-request-cookie');
    expect(handed).toContain(`doorstep-access=${cookiesOf(answer)['doorstep-access']}`);
  });

  test('also causes a new cookie with the id of the customer, so that it does not expire before the session', async () => {
    const known = { 'doorstep-customer': suite.customer.userId };
    const refreshed = await proxy(pageRequest('GET', '/profile', { cookies: { ...expiredCookies(), ...known } }));
    expect(cookiesOf(refreshed)).toMatchObject(known);
    const current = await proxy(pageRequest('GET', '/profile', { cookies: { ...cookiesOf(refreshed), ...known } }));
    expect(cookiesOf(current)).toEqual({});
  });

  test('is refreshed even if the request comes from a page of another customer', async () => {
    const headers = { 'X-Signed-In-As': 'another-customer' };
    const answer = await forwardRequest('GET', profile, { cookies: expiredCookies(), headers });
    expect([answer.status, Object.keys(cookiesOf(answer))]).toEqual([401, ['doorstep-access', 'doorstep-refresh']]);
  });

  test('is refreshed at the request of a page, which gets the user', async () => {
    const answer = await renew(pageRequest('POST', '/api/auth/refresh/', { cookies: expiredCookies() }));
    expect(await answer.json()).toMatchObject({ user: { email: suite.customer.email } });
    expect(Object.keys(cookiesOf(answer))).toHaveLength(2);
  });
});

describe('An ended session', () => {
  const revoke = () => suite.customer.post('/api/auth/logout/');

  test('answers 401, and deletes its cookies', async () => {
    await revoke();
    for (const cookies of [currentCookies(), expiredCookies()]) {
      const answer = await forwardRequest('GET', profile, { cookies });
      expect([answer.status, cookiesOf(answer)]).toEqual([401, deletedSession]);
    }
  });

  test('redirects to the sign-in, with the page as the target', async () => {
    await revoke();
    const answer = await proxy(pageRequest('GET', '/profile?tab=1', { cookies: expiredCookies() }));
    expect(answer.headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile%3Ftab%3D1`);
    expect(cookiesOf(answer)).toEqual(deletedSession);
  });

  test('is shown in every other tab of the browser after a sign-out', async () => {
    const out = await signOut(pageRequest('POST', '/api/auth/logout/', { cookies: currentCookies() }));
    const [kept] = out.headers.getSetCookie().filter((cookie) => !/=;/.test(cookie));
    expect(kept).toBe('doorstep-ended=1; Path=/; HttpOnly; SameSite=Lax');
    const cookies = { 'doorstep-ended': '1' };
    const answer = await proxy(pageRequest('GET', '/profile', { cookies }));
    expect(answer.headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile`);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await proxy(pageRequest('GET', '/register', { cookies }))).status).toBe(200);
  });

  test('redirects from the renewal to the sign-in, and a live one to its page', async () => {
    const renewed = () => proxy(pageRequest('GET', '/session/renew?next=%2Fprofile', { cookies: currentCookies() }));
    expect((await renewed()).headers.get('location')).toBe(`${webUrl}/profile`);
    suite.customer = await api.newCustomer(suite.tenantId);
    await revoke();
    expect((await renewed()).headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile`);
  });
});

describe('Signing out', () => {
  test('ends the session and deletes its cookies', async () => {
    const answer = await signOut(pageRequest('POST', '/api/auth/logout/', { cookies: currentCookies() }));
    expect([answer.status, cookiesOf(answer)]).toEqual([204, deletedSession]);
    expect((await suite.customer.get(profile)).status).toBe(401);
  });

  test('deletes the cookies even if the API is unreachable, and redirects a form to the sign-in', async () => {
    flakyProxy.failNext('/api/', 'break before');
    const answer = await signOut(
      pageRequest('POST', '/api/auth/logout/', { cookies: currentCookies(), form: { from: 'menu' } }),
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(cookiesOf(answer)).toEqual(deletedSession);
  });
});

test('Without a session, every page except public ones redirects to the sign-in', async () => {
  const answer = await proxy(pageRequest('GET', '/addresses'));
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${webUrl}/sign-in?next=%2Faddresses`]);
  expect((await proxy(pageRequest('GET', '/sign-in'))).status).toBe(200);
});

test('A page answers 503 when the API is unreachable, and keeps the session', async () => {
  flakyProxy.failNext('/api/', 'break before');
  const answer = await proxy(pageRequest('GET', '/profile', { cookies: expiredCookies() }));
  expect([answer.status, answer.headers.get('x-middleware-rewrite')]).toEqual([503, `${webUrl}/unavailable`]);
  expect(answer.headers.getSetCookie()).toEqual([]);
});
