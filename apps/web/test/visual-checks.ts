import type { SignedInClient } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { expectAccessible, expectContrast } from './accessibility.ts';
import { type App, screenshot, type Viewport } from './app.ts';

type View = { viewport: Viewport; language: 'en' | 'de' | 'ar' };

export type Screen = {
  app: App;
  /** The name of the screen and its screenshots. */
  name: string;
  path: string | (() => string);
  /** The customer who is signed in, if any. */
  as?: () => Promise<SignedInClient>;
  /** Waits until the screen is complete. */
  ready: (page: Page) => Promise<void>;
  /** Viewports and languages; all by default. */
  views?: readonly View[];
  /** Whether screenshots show only the window, for elements positioned relative to it. */
  window?: boolean;
};

const germanPhone: View = { viewport: 'phone', language: 'de' };
const arabicDesktop: View = { viewport: 'desktop', language: 'ar' };

// Each language at least once, right-to-left on both viewports.
const allViews: readonly View[] = [
  germanPhone,
  { viewport: 'phone', language: 'ar' },
  { viewport: 'desktop', language: 'en' },
  arabicDesktop,
];

/** Views for further states of a screen: the longest words on the phone, right-to-left on the desktop. */
export const stateViews: readonly View[] = [germanPhone, arabicDesktop];

/**
 * Tests a screen in each view, in light and dark: axe reports nothing, and nothing overflows the window, also at 320 pixels.
 * With SCREENSHOTS=1, stores screenshots.
 */
export const checkScreen = ({ app, name, path, as, ready, views = allViews, window }: Screen): void => {
  test.each(views)(
    `${name} looks right on a $viewport, in $language, light and dark`,
    async ({ viewport, language }) => {
      const customer = await as?.();
      const page = await app.open(typeof path === 'string' ? path : path(), { viewport, language, as: customer });
      await ready(page);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await runningTransitions(page)).toBe(0);
        await screenshot(page, `${name}-${viewport}-${language}-${theme}`, { fullPage: !window });
        await (theme === 'light' ? expectAccessible(page) : expectContrast(page));
      }
      expect(await horizontalOverflow(page)).toBe(0);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await horizontalOverflow(page)).toBe(0);
    },
  );
};

/** The number of running transitions. It is 0, because pages are opened with reduced motion. */
const runningTransitions = (page: Page): Promise<number> =>
  page.evaluate('document.getAnimations().filter((one) => one instanceof CSSTransition).length');

/** The number of pixels by which a page is wider than its window. */
const horizontalOverflow = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
