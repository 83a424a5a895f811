import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromiumFlags, chromiumPath, withoutChromium } from '@doorstep/testing/chromium';
import { useOwnApi } from '@doorstep/testing/harness';
import { noise } from '@doorstep/testing/images';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Scenarios } from './browser-page.ts';
import { newEmail, password } from './customers.ts';
import { body, event, newKey, newSecret, signedHeaders } from './signed-webhooks.ts';

// The page has its own origin, like an app. It can read only what CORS exposes.
const files = new Map<string, { type: string; body: string | Buffer }>();
const site = createServer((req, res) => {
  const file = files.get(req.url ?? '');
  res.writeHead(file ? 200 : 404, { 'Content-Type': file?.type ?? 'text/plain' }).end(file?.body);
}).listen(0, 'localhost');
await once(site, 'listening');
const origin = `http://localhost:${(site.address() as AddressInfo).port}`;

describe.skipIf(withoutChromium)('In Chromium', () => {
  const api = useOwnApi({ CORS_ORIGINS: origin });
  // Images are for pages of the same site. Chromium compares sites by host name, not by IP address.
  const apiUrl = () => api.url.replace('127.0.0.1', 'localhost');
  let browser: Browser;

  beforeAll(async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'browser-page.ts')],
      bundle: true,
      format: 'iife',
      platform: 'browser',
      write: false,
    });
    files.set('/', { type: 'text/html', body: '<!doctype html><title>Shop</title><script src="/page.js"></script>' });
    files.set('/page.js', { type: 'text/javascript', body: outputFiles[0]?.text ?? '' });
    files.set('/picture.png', { type: 'image/png', body: await noise(1200, 900).png().toBuffer() });
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  });
  afterAll(async () => {
    await browser?.close();
    site.close();
    site.closeAllConnections();
  });

  /** Calls a function of `browser-page.ts` in the page. */
  const inPage = async <Name extends keyof Scenarios>(page: Page, name: Name, ...args: Parameters<Scenarios[Name]>) =>
    page.evaluate(
      ([scenario, given]) => {
        const { scenarios } = globalThis as unknown as { scenarios: Record<string, (...all: unknown[]) => unknown> };
        return scenarios[scenario]?.(...given);
      },
      [name, args] as [string, unknown[]],
    ) as ReturnType<Scenarios[Name]>;

  /** Opens a page with a new customer. */
  const openShop = async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(origin);
    const tenantId = await api.newTenant();
    const email = newEmail();
    expect(await inPage(page, 'register', apiUrl(), tenantId, email, password)).toBe(email);
    return { page, tenantId, email };
  };

  test('a customer stays signed in after a reload of the page', async () => {
    const { page, tenantId, email } = await openShop();
    await page.reload();
    expect(await inPage(page, 'readProfiles', apiUrl(), tenantId, 1)).toEqual([email]);
  });

  test('many calls share one refresh of an expired token', async () => {
    const { page, tenantId, email } = await openShop();
    let refreshes = 0;
    page.on('request', (request) => {
      if (request.url().endsWith('/api/auth/refresh/') && request.method() === 'POST') refreshes++;
    });
    await api.advance(601);
    expect(await inPage(page, 'readProfiles', apiUrl(), tenantId, 5)).toEqual(Array.from({ length: 5 }, () => email));
    expect(refreshes).toBe(1);
  });

  test.each([
    ['File', 'xhr'],
    ['ArrayBuffer', 'xhr'],
    ['ReadableStream', 'xhr'],
    ['Response', 'xhr'],
    ['iterable', 'xhr'],
    ['File', 'fetch'],
    ['ReadableStream', 'fetch'],
    ['iterable', 'fetch'],
  ] as const)('a picture is uploaded from a %s by %s, and shown', async (kind, adapter) => {
    const { page, tenantId } = await openShop();
    const { events, type, src } = await inPage(page, 'upload', apiUrl(), tenantId, kind, adapter);
    if (adapter === 'xhr') expect(events.length).toBeGreaterThan(0);
    expect(events.at(-1)?.loaded).toBe(events.at(-1)?.total);
    expect(type).toBe('image/webp');
    expect(await inPage(page, 'show', src)).toBe(96);
  });

  test('an aborted upload stores nothing', async () => {
    const { page, tenantId } = await openShop();
    expect(await inPage(page, 'abortUpload', apiUrl(), tenantId)).toEqual({ code: 'aborted', stored: [] });
  });

  test('an error has faults by field and the request id, and a missing answer has its own code', async () => {
    const { page, tenantId } = await openShop();
    expect(await inPage(page, 'refused', apiUrl(), tenantId)).toEqual({
      fields: ['country'],
      requestId: expect.stringMatching(/./),
    });
    expect(await inPage(page, 'unreachable', tenantId)).toBe('network_error');
  });

  test('a webhook is verified with a secret and with public keys', async () => {
    const page = await (await browser.newContext()).newPage();
    await page.goto(origin);
    const [secret, key] = [newSecret(), newKey()];
    const headers = signedHeaders(body, { secrets: [secret], keys: [key.privateKey] });
    expect(await inPage(page, 'verifyWebhook', body, headers, secret, { keys: [key.jwk] })).toEqual([event, event]);
  });
});
