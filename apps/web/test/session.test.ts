import { password } from '@doorstep/testing/client';
import { phonePhoto } from '@doorstep/testing/images';
import { describe, expect, test } from 'vitest';
import { proxy } from '../src/proxy.ts';
import { renew } from '../src/session/renew.ts';
import { signIn } from '../src/session/sign-in.ts';
import { signOut } from '../src/session/sign-out.ts';
import { pass, profile, refreshPath, useSessions } from './session-suite.ts';
import { cookiesOf, pageRequest, webUrl } from './web-request.ts';

const suite = useSessions();
const { api, flakyProxy, both, ended, sent } = suite;
/** What a browser gets to forget its tokens, but not that there were some. */
const forgotten = { 'doorstep-access': '', 'doorstep-refresh': '', 'doorstep-customer': '', 'doorstep-ended': '1' };

describe('Signing in', () => {
  test('answers the user alone, and keeps the tokens where no script can read them', async () => {
    const { email } = suite.customer;
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { json: { email, password } }), 'login');
    const body = await answer.json();
    expect([answer.status, Object.keys(body), body.user.email]).toEqual([200, ['user'], email]);
    const cookies = answer.headers.getSetCookie();
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['doorstep-access', 'doorstep-refresh']);
    for (const cookie of cookies) expect(cookie).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/);
    expect((await pass('GET', profile, { cookies: cookiesOf(answer) })).status).toBe(200);
  });

  test('is refused in the words of the API, without a cookie', async () => {
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

  test('registers too', async () => {
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
  ])('by a form without scripts that wants to go to %s leads to %s', async (next, location) => {
    const form = { email: suite.customer.email, password, next };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form }), 'login');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, location]);
    expect(cookiesOf(answer)).toMatchObject({ 'doorstep-access': expect.stringMatching(/./) });
  });

  test('by a form without scripts that is refused shows the form again, with what was typed but for the password', async () => {
    const form = { email: suite.customer.email, password: 'wrong', next: '/profile' };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form }), 'login');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in?next=%2Fprofile']);
    const shown = JSON.parse(Buffer.from(cookiesOf(answer)['doorstep-form'] ?? '', 'base64url').toString());
    expect(shown).toMatchObject({ detail: expect.stringContaining('wrong'), values: { email: suite.customer.email } });
    expect(JSON.stringify(shown)).not.toContain('"password"');
  });

  test('takes no form of any size', async () => {
    const headers = { 'Content-Length': '20000000' };
    const answer = await signIn(pageRequest('POST', '/api/auth/login/', { form: { email: 'a' }, headers }), 'login');
    expect(answer.status).toBe(413);
  });
});

describe('The forwarder', () => {
  test('passes on what a page asks, with token, tenant and address of its own', async () => {
    const answer = await pass('GET', `${profile}?a=1`, {
      cookies: { ...both(), 'doorstep-language': 'ar' },
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
  ])('does not lead to %s, which would show tokens or what is not for browsers', async (path) => {
    const json = { email: suite.customer.email, password };
    const answer = await pass('POST', path, { json });
    expect([answer.status, (await answer.json()).code]).toEqual([404, 'not_found']);
  });

  test('leaves nothing for caches to share: neither new tokens, nor texts in the language of one customer', async () => {
    const rules = '/api/address-rules/DE/';
    const renewed = await pass('GET', rules, { cookies: ended() });
    expect([renewed.status, renewed.headers.get('cache-control')]).toEqual([200, 'no-store']);
    expect(renewed.headers.getSetCookie()).toHaveLength(2);
    const plain = await pass('GET', rules);
    expect([plain.status, plain.headers.get('cache-control')]).toEqual([200, 'private, max-age=3600']);
  });

  test('lets the API see the real address, which its limits and its trail go by', async () => {
    const { results } = await (await pass('GET', '/api/auth/sessions/', { cookies: ended() })).json();
    expect(results).toMatchObject([{ address: '203.0.113.7', device: 'test browser' }]);
  });

  test('drops cookies of the API and what is about its connection', async () => {
    flakyProxy.failNext(profile, {
      status: 200,
      headers: { 'Set-Cookie': 'made-up=1', 'Keep-Alive': 'timeout=5', 'X-Kept': '1', 'Content-Type': 'text/plain' },
    });
    const { headers } = await pass('GET', profile, { cookies: both() });
    expect([...headers.keys()].sort()).toEqual(['content-type', 'date', 'x-kept']);
  });

  test.each(['', 'null', 'https://evil.example', `${webUrl}.evil.example`, 'https://shop.example:3000'])(
    'refuses a write whose Origin is “%s”, before anybody hears of it',
    async (Origin) => {
      const sent = { cookies: both(), json: { full_name: 'Mallory' }, headers: { Origin } };
      const answers = [
        await pass('PATCH', profile, sent),
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

  test('refuses a page that was made for somebody else', async () => {
    const other = await api.newCustomer(suite.tenantId);
    const sent = (userId: string) => ({
      cookies: both(),
      json: { full_name: 'Ada' },
      headers: { 'X-Signed-In-As': userId },
    });
    expect((await pass('PATCH', profile, sent(other.userId))).status).toBe(401);
    expect(flakyProxy.requests).toEqual([]);
    expect((await pass('PATCH', profile, sent(suite.customer.userId))).status).toBe(200);
  });

  test('takes uploads, and serves the image with ranges and validators', async () => {
    const body = new FormData();
    body.set('profile_picture', new Blob([new Uint8Array(await phonePhoto())]), 'photo.jpg');
    const { profile_picture } = await (await pass('PATCH', profile, { cookies: both(), body })).json();
    const whole = await pass('GET', profile_picture);
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'image/webp']);
    const part = await pass('GET', profile_picture, { headers: { Range: 'bytes=0-3' } });
    expect([part.status, await part.text()]).toEqual([206, 'RIFF']);
    const known = await pass('GET', profile_picture, { headers: { 'If-None-Match': whole.headers.get('etag') ?? '' } });
    expect([known.status, known.body]).toEqual([304, null]);
  });

  test('says that the API cannot be reached, and forgets no session for it', async () => {
    flakyProxy.failNext('/api/', 'break before', 'break before');
    for (const cookies of [both(), ended()]) {
      const answer = await pass('GET', profile, { cookies });
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
      expect(await answer.json()).toMatchObject({ code: 'unavailable' });
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  });
});

describe('A token that has ended', () => {
  test('is refreshed once for ten requests, a page and a second tab', async () => {
    const requests = Array.from({ length: 10 }, () => pass('GET', profile, { cookies: ended() }));
    const answers = [
      ...(await Promise.all(requests)),
      await proxy(pageRequest('GET', '/profile', { cookies: ended() })),
    ];
    expect(answers.map(({ status }) => status)).toEqual(Array(11).fill(200));
    expect(new Set(answers.map((answer) => cookiesOf(answer)['doorstep-refresh'])).size).toBe(1);
    expect(sent(refreshPath)).toBe(1);
  });

  test('is the same for a tab that comes much later with the old one, because its answer was lost', async () => {
    await pass('GET', profile, { cookies: ended() });
    await api.advance(60);
    const late = await pass('GET', profile, { cookies: ended() });
    expect([late.status, sent(refreshPath)]).toEqual([200, 1]);
  });

  test('is refreshed though the first answer of the API got lost', async () => {
    flakyProxy.failNext('/api/auth/refresh/', 'break after');
    expect((await pass('GET', profile, { cookies: ended() })).status).toBe(503);
    expect((await pass('GET', profile, { cookies: ended() })).status).toBe(200);
  });

  test('is refreshed where only the API knows that it has ended, and the request is made again', async () => {
    await api.advance(601);
    const answer = await pass('GET', profile, { cookies: both() });
    expect([answer.status, Object.keys(cookiesOf(answer))]).toEqual([200, ['doorstep-access', 'doorstep-refresh']]);
  });

  test('is in the hands of the page that is rendered with the new one', async () => {
    const answer = await proxy(pageRequest('GET', '/profile', { cookies: ended() }));
    const handed = answer.headers.get('x-middleware-request-cookie');
    expect(handed).toContain(`doorstep-access=${cookiesOf(answer)['doorstep-access']}`);
  });

  test('also renews the cookie with the id of the customer, which would expire before the session', async () => {
    const known = { 'doorstep-customer': suite.customer.userId };
    const refreshed = await proxy(pageRequest('GET', '/profile', { cookies: { ...ended(), ...known } }));
    expect(cookiesOf(refreshed)).toMatchObject(known);
    const current = await proxy(pageRequest('GET', '/profile', { cookies: { ...cookiesOf(refreshed), ...known } }));
    expect(cookiesOf(current)).toEqual({});
  });

  test('is replaced also where the forwarder refuses a page of another customer', async () => {
    const headers = { 'X-Signed-In-As': 'another-customer' };
    const answer = await pass('GET', profile, { cookies: ended(), headers });
    expect([answer.status, Object.keys(cookiesOf(answer))]).toEqual([401, ['doorstep-access', 'doorstep-refresh']]);
  });

  test('answers the user where a page asks for it', async () => {
    const answer = await renew(pageRequest('POST', '/api/auth/refresh/', { cookies: ended() }));
    expect(await answer.json()).toMatchObject({ user: { email: suite.customer.email } });
    expect(Object.keys(cookiesOf(answer))).toHaveLength(2);
  });
});

describe('A session that is over', () => {
  const revoke = () => suite.customer.post('/api/auth/logout/');

  test('is forgotten, and its request refused', async () => {
    await revoke();
    for (const cookies of [both(), ended()]) {
      const answer = await pass('GET', profile, { cookies });
      expect([answer.status, cookiesOf(answer)]).toEqual([401, forgotten]);
    }
  });

  test('leads a page to the sign-in, and back to that page', async () => {
    await revoke();
    const answer = await proxy(pageRequest('GET', '/profile?tab=1', { cookies: ended() }));
    expect(answer.headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile%3Ftab%3D1`);
    expect(cookiesOf(answer)).toEqual(forgotten);
  });

  test('is told of in every other tab of the browser, which has lost its tokens as well', async () => {
    const out = await signOut(pageRequest('POST', '/api/auth/logout/', { cookies: both() }));
    const [kept] = out.headers.getSetCookie().filter((cookie) => !/=;/.test(cookie));
    expect(kept).toBe('doorstep-ended=1; Path=/; HttpOnly; SameSite=Lax');
    const cookies = { 'doorstep-ended': '1' };
    const answer = await proxy(pageRequest('GET', '/profile', { cookies }));
    expect(answer.headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile`);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await proxy(pageRequest('GET', '/register', { cookies }))).status).toBe(200);
  });

  test('leads through the renewal to the sign-in, a living one back to its page', async () => {
    const renewed = () => proxy(pageRequest('GET', '/session/renew?next=%2Fprofile', { cookies: both() }));
    expect((await renewed()).headers.get('location')).toBe(`${webUrl}/profile`);
    suite.customer = await api.newCustomer(suite.tenantId);
    await revoke();
    expect((await renewed()).headers.get('location')).toBe(`${webUrl}/sign-in?ended=1&next=%2Fprofile`);
  });
});

describe('Signing out', () => {
  test('ends the session and forgets its tokens', async () => {
    const answer = await signOut(pageRequest('POST', '/api/auth/logout/', { cookies: both() }));
    expect([answer.status, cookiesOf(answer)]).toEqual([204, forgotten]);
    expect((await suite.customer.get(profile)).status).toBe(401);
  });

  test('forgets them though the API cannot be told, and leads to the sign-in without scripts', async () => {
    flakyProxy.failNext('/api/', 'break before');
    const answer = await signOut(pageRequest('POST', '/api/auth/logout/', { cookies: both(), form: { from: 'menu' } }));
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/sign-in']);
    expect(cookiesOf(answer)).toEqual(forgotten);
  });
});

test('Who is not signed in gets to the sign-in from every page but those that need nobody', async () => {
  const answer = await proxy(pageRequest('GET', '/addresses'));
  expect([answer.status, answer.headers.get('location')]).toEqual([303, `${webUrl}/sign-in?next=%2Faddresses`]);
  expect((await proxy(pageRequest('GET', '/sign-in'))).status).toBe(200);
});

test('A page without the API is answered as such, and the session stays', async () => {
  flakyProxy.failNext('/api/', 'break before');
  const answer = await proxy(pageRequest('GET', '/profile', { cookies: ended() }));
  expect([answer.status, answer.headers.get('x-middleware-rewrite')]).toEqual([503, `${webUrl}/unavailable`]);
  expect(answer.headers.getSetCookie()).toEqual([]);
});
