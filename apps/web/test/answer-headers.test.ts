import { withoutChromium } from '@doorstep/testing/chromium';
import { useApi } from '@doorstep/testing/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionCookies } from './app.ts';
import { startWebServer, type WebServer } from './web-server.ts';

// The app is built where there is a browser to try it in.
describe.skipIf(withoutChromium)('What is said with an answer', () => {
  const api = useApi();
  const servers: WebServer[] = [];
  let tenantId: string;
  const start = async (env: { API_URL?: string; WEB_URL?: string } = {}) => {
    const server = await startWebServer({ API_URL: api.url, TENANT_ID: tenantId, ...env });
    servers.push(server);
    return server;
  };
  let app: WebServer;
  let overHttps: WebServer;
  beforeAll(async () => {
    tenantId = await api.newTenant();
    [app, overHttps] = await Promise.all([start(), start({ WEB_URL: 'https://shop.example' })]);
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const ask = (path: string, init: RequestInit = {}, server = app) =>
    fetch(server.listensAt + path, { redirect: 'manual', ...init });
  const policyOf = ({ headers }: Response) => headers.get('content-security-policy') ?? '';

  const signedIn = async () => {
    const cookies = sessionCookies(app.url, await api.newCustomer(tenantId));
    return { headers: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } };
  };

  test.each(['/sign-in', '/sign-in/', '/unavailable'])(
    'lets scripts of %s run by a nonce that no other page has',
    async (path) => {
      const answers = [await ask(path), await ask(path)];
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
      const policies = answers.map(policyOf);
      expect(new Set(policies).size).toBe(2);
      expect(policies[0]).toMatch(/script-src 'self' 'nonce-[^']{36}' 'strict-dynamic';/);
      expect(policies[0]).not.toMatch(/script-src[^;]*unsafe/);
      const [, nonce] = /'nonce-([^']+)'/.exec(policies[0] ?? '') ?? [];
      const scripts = (await answers[0]?.text())?.match(/<script[^>]*>/g) ?? [];
      expect(scripts.length).toBeGreaterThan(3);
      for (const script of scripts) expect(script).toContain(`nonce="${nonce}"`);
    },
  );

  test('is the same for a page that is not there, and for one that cannot be shown', async () => {
    const missing = await ask('/nothing', await signedIn());
    const away = await ask(
      '/addresses',
      { headers: { Cookie: 'doorstep-refresh=x' } },
      await start({ API_URL: 'http://localhost:9' }),
    );
    expect([missing.status, away.status]).toEqual([404, 503]);
    for (const answer of [missing, away]) {
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      expect(policyOf(answer)).toMatch(/'nonce-/);
    }
  });

  test('is a sign-in even where the API has not been reached since the start', async () => {
    const answer = await ask('/sign-in', {}, await start({ API_URL: 'http://localhost:9' }));
    expect([answer.status, policyOf(answer)]).toEqual([200, expect.stringContaining("'nonce-")]);
    expect(await answer.text()).toContain('<form');
  });

  // Neither of these gets to proxy.ts, or is rendered by a page.
  test.each([
    ['GET', '/_next/static/nothing.js', 404],
    ['GET', '/_next/static/', 404],
    ['GET', '/_next/static/%zz', 400],
    ['POST', '/_next/static/nothing', 404],
    ['GET', '/icon.svg', 200],
    ['POST', '/icon.svg', 405],
    ['GET', '/api/nothing', 404],
    ['GET', '/media/nothing', 404],
    ['GET', '/%', 400],
    ['GET', '//evil.example/', 308],
  ])('%s %s is a policy under which nothing is loaded or run', async (method, path, status) => {
    const answer = await ask(path, { method, headers: { Origin: app.url } });
    expect(answer.status).toBe(status);
    expect(policyOf(answer)).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(policyOf(answer)).not.toContain('script-src');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('leaves no page of a customer in a cache', async () => {
    for (const path of ['/addresses', '/profile', '/nothing', '/sign-in']) {
      expect((await ask(path, await signedIn())).headers.get('cache-control')).toMatch(/private.*no-store/);
    }
  });

  test('keeps browsers on https where they have come over it, and there alone', async () => {
    for (const path of ['/sign-in', '/addresses', '/icon.svg', '/_next/static/nothing.js', '/api/nothing']) {
      const promise = async (server: WebServer) =>
        (await ask(path, {}, server)).headers.get('strict-transport-security');
      expect([path, await promise(overHttps), await promise(app)]).toEqual([path, 'max-age=31536000', null]);
    }
  });
});
