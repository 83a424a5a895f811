import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromiumFlags, chromiumPath } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { useApi } from '@doorstep/testing/harness';
import type { TestApi } from '@doorstep/testing/test-api';
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type ApiProxy, openApiProxy } from './api-proxy.ts';
import { startWebServer, type WebServer } from './web-server.ts';

/** A phone and a desktop. */
const viewports = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;
export type Viewport = keyof typeof viewports;
export const everyViewport = Object.keys(viewports) as Viewport[];

type Visit = {
  viewport?: Viewport;
  /** Who is signed in; nobody unless said. */
  as?: SignedInClient;
  language?: 'en' | 'de' | 'ar';
  theme?: 'light' | 'dark';
} & Omit<BrowserContextOptions, 'viewport'>;

export type App = {
  readonly api: TestApi;
  readonly url: string;
  readonly tenantId: string;
  /** Keeps every request from the API until it is released; answers how. */
  holdApi(): () => void;
  /** Answers a path of the API like this, for the rest of the test. */
  answer(path: string, body: unknown): void;
  /** Registers a customer of the app's tenant, over the API. */
  newCustomer(): Promise<SignedInClient>;
  /** A browser of its own with a page; what goes wrong in it fails the test. */
  open(path: string, visit?: Visit): Promise<Page>;
};

/** Starts the built app and a browser, for a tenant of the suite's own at the API that the suites share. */
export const useApp = (settings: Record<string, string> = {}): App => {
  const api = useApi();
  let server: WebServer;
  let proxy: ApiProxy;
  let browser: Browser;
  let tenantId: string;
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  beforeAll(async () => {
    tenantId = await api.newTenant({ locales: 'en,de,ar', ...settings });
    proxy = await openApiProxy(api.url);
    server = await startWebServer({ API_URL: proxy.url, TENANT_ID: tenantId });
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumFlags });
  });
  afterEach(async () => {
    proxy.instead.clear();
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    proxy?.close();
  });
  return {
    api,
    get url() {
      return server.url;
    },
    get tenantId() {
      return tenantId;
    },
    holdApi: () => proxy.hold(),
    answer: (path, body) => {
      proxy.instead.set(path, body);
    },
    newCustomer: () => api.newCustomer(tenantId),
    open: async (path, { viewport = 'desktop', as, language = 'en', theme = 'light', ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: server.url,
        viewport: viewports[viewport],
        colorScheme: theme,
        locale: language,
        reducedMotion: 'reduce',
        ...(viewport === 'phone' && { isMobile: true, hasTouch: true }),
        ...options,
      });
      contexts.push(context);
      if (as) await context.addCookies(sessionCookies(server.url, as));
      watch(context, faults);
      context.setDefaultTimeout(120_000);
      const page = await context.newPage();
      await page.goto(path);
      return page;
    },
  };
};

/** The cookies of a session, as the app sets them. */
export const sessionCookies = (url: string, { accessToken, refreshToken }: SignedInClient) => [
  { name: 'doorstep-access', value: accessToken, url, httpOnly: true, sameSite: 'Lax' as const },
  { name: 'doorstep-refresh', value: refreshToken, url, httpOnly: true, sameSite: 'Lax' as const },
];

/** Lets the access token of a browser end, as browsers do when its time has come. */
export const endAccessToken = (page: Page): Promise<void> => page.context().clearCookies({ name: 'doorstep-access' });

// An answer that is no 2xx is told of in the console; that one is refused is what many tests are about.
const expected = /^Failed to load resource/;

const watch = (context: BrowserContext, faults: string[]): void => {
  context.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error().stack)));
};

/** Keeps what a page looks like in `test/screenshots`, for the eyes of who changes it. */
export const screenshot = async (page: Page, name: string, { fullPage = true } = {}): Promise<void> => {
  const folder = join(import.meta.dirname, 'screenshots');
  await mkdir(folder, { recursive: true });
  const window = page.viewportSize();
  if (!window) throw new Error('The page has no size');
  // In a window as tall as the page, what keeps to the window's edges covers nothing; what is sized by the window grows once.
  for (let pass = 0; fullPage && pass < 2; pass += 1) {
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
    await page.setViewportSize({ width: window.width, height });
  }
  await page.screenshot({ path: join(folder, `${name}.png`) });
  await page.setViewportSize(window);
};

/** Waits until an image is loaded. Each poll looks the element up again, as the page may replace it. */
export const waitForImage = async (picture: Locator): Promise<void> => {
  const width = () => picture.evaluate((image: HTMLImageElement) => image.naturalWidth);
  await expect.poll(width).toBeGreaterThan(0);
};

/** Whether an element has the focus. */
export const hasFocus = (element: Locator): Promise<boolean> =>
  element.evaluate((it) => it === it.ownerDocument.activeElement);
