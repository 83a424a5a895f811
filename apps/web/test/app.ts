import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SignedInClient } from '@doorstep/testing/client';
import { commandsAt } from '@doorstep/testing/commands';
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
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';
import type { AppPool, LeasedServer, TenantSettings } from './app-pool.ts';

/** A phone and a desktop. */
const viewports = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 900 } } as const;
export type Viewport = keyof typeof viewports;
export const everyViewport = Object.keys(viewports) as Viewport[];

type Visit = {
  viewport?: Viewport;
  /** The customer who is signed in, if any. */
  as?: SignedInClient;
  language?: 'en' | 'de' | 'ar';
  theme?: 'light' | 'dark';
} & Omit<BrowserContextOptions, 'viewport'>;

export type App = {
  readonly api: TestApi;
  readonly url: string;
  readonly tenantId: string;
  /** Delays all requests to the API, until the test ends or releases them. */
  holdApi(): Promise<void>;
  releaseApi(): Promise<void>;
  /** Replaces the answer of the API at a path for the rest of the test. */
  answer(path: string, body: unknown): Promise<void>;
  /** Registers a customer of the app's tenant, over the API. */
  newCustomer(): Promise<SignedInClient>;
  /** Opens a page in a new browser context. Errors in its console fail the test. */
  open(path: string, visit?: Visit): Promise<Page>;
};

/** The built app and a browser, for a new tenant of the shared API. */
export const useApp = (settings: TenantSettings = {}): App => {
  const api = useApi();
  const pool = commandsAt<AppPool>(() => inject('apps').commandUrl);
  let server: LeasedServer;
  let browser: Browser;
  let tenantId: string;
  const contexts: BrowserContext[] = [];
  const faults: string[] = [];
  beforeAll(async () => {
    const all = { locales: 'en,de,ar', ...settings };
    tenantId = await api.newTenant(all);
    server = await pool.lease(all, tenantId);
    browser = await chromium.connect(server.browserUrl);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await printPages(contexts);
    await Promise.all(contexts.splice(0).map((context) => context.close()));
    await pool.reset(server.id);
    expect(faults.splice(0)).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    if (server) await pool.endLease(server.id);
  });
  return {
    api,
    get url() {
      return server.url;
    },
    get tenantId() {
      return tenantId;
    },
    holdApi: () => pool.hold(server.id),
    releaseApi: () => pool.release(server.id),
    answer: (path, body) => pool.replace(server.id, path, body),
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

/** Prints the content of the pages of a failed test, because a time-out alone does not show the cause. */
const printPages = async (contexts: readonly BrowserContext[]): Promise<void> => {
  for (const page of contexts.flatMap((context) => context.pages())) {
    const text = await page.locator('body').ariaSnapshot({ timeout: 10_000 }).catch(String);
    process.stderr.write(`The page at ${page.url()} shows:\n${text}\n`);
  }
};

/** The cookies of a session, as the app sets them. */
export const sessionCookies = (url: string, { accessToken, refreshToken }: SignedInClient) => [
  { name: 'doorstep-access', value: accessToken, url, httpOnly: true, sameSite: 'Lax' as const },
  { name: 'doorstep-refresh', value: refreshToken, url, httpOnly: true, sameSite: 'Lax' as const },
];

/** Deletes the access token of a browser, as its expiry does. */
export const endAccessToken = (page: Page): Promise<void> => page.context().clearCookies({ name: 'doorstep-access' });

// The console reports each answer that is not 2xx. Many tests cause one on purpose.
const expected = /^Failed to load resource/;

const watch = (context: BrowserContext, faults: string[]): void => {
  context.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) faults.push(message.text());
  });
  context.on('weberror', (error) => faults.push(String(error.error().stack)));
};

/** Stores a screenshot in `test/screenshots` if SCREENSHOTS is set. */
export const screenshot = async (page: Page, name: string, { fullPage = true } = {}): Promise<void> => {
  if (!process.env.SCREENSHOTS) return;
  const folder = join(import.meta.dirname, 'screenshots');
  await mkdir(folder, { recursive: true });
  const window = page.viewportSize();
  if (!window) throw new Error('The page has no size');
  // In a window as tall as the page, fixed elements cover nothing. Elements sized by the window grow once, so resize twice.
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
