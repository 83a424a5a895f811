import { withoutChromium } from '@doorstep/testing/chromium';
import { useApi } from '@doorstep/testing/harness';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionCookies } from './app.ts';
import { startWebServer, type WebServer } from './web-server.ts';

// The test run builds the app only if it has Chromium.
describe.skipIf(withoutChromium)('The response headers of the app', () => {
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
    fetch(server.localUrl + path, { redirect: 'manual', ...init });
  const policyOf = ({ headers }: Response) => headers.get('content-security-policy') ?? '';

  const signedIn = async () => {
    const cookies = sessionCookies(app.url, await api.newCustomer(tenantId));
    return { headers: { Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') } };
  };

  test.each(['/sign-in', '/sign-in/', '/unavailable'])('allow only scripts with a new nonce on %s', async (path) => {
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
  });

  test('have a policy with a nonce for a missing page and for an error page', async () => {
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

  test('have a policy with a nonce for the sign-in even if the API was never reachable', async () => {
    const answer = await ask('/sign-in', {}, await start({ API_URL: 'http://localhost:9' }));
    expect([answer.status, policyOf(answer)]).toEqual([200, expect.stringContaining("'nonce-")]);
    expect(await answer.text()).toContain('<form');
  });

  // Neither proxy.ts nor a page handles these requests.
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
  ])('for %s %s have a policy that forbids to load or run anything', async (method, path, status) => {
    const answer = await ask(path, { method, headers: { Origin: app.url } });
    expect(answer.status).toBe(status);
    expect(policyOf(answer)).toMatch(/^default-src 'none'; .*frame-ancestors 'none'/);
    expect(policyOf(answer)).not.toContain('script-src');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('keep pages of customers out of shared caches and the browser cache', async () => {
    for (const path of ['/addresses', '/profile', '/nothing', '/sign-in']) {
      expect((await ask(path, await signedIn())).headers.get('cache-control')).toMatch(/private.*no-store/);
    }
  });

  test('contain Strict-Transport-Security only if the app has an https URL', async () => {
    for (const path of ['/sign-in', '/addresses', '/icon.svg', '/_next/static/nothing.js', '/api/nothing']) {
      const hsts = async (server: WebServer) => (await ask(path, {}, server)).headers.get('strict-transport-security');
      expect([path, await hsts(overHttps), await hsts(app)]).toEqual([path, 'max-age=31536000', null]);
    }
  });
});
