import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { SignedInClient } from '../../api/test/client.ts';
import { expectAccessible } from './accessibility.ts';
import { type App, screenshot, type Viewport } from './app.ts';

type View = { viewport: Viewport; language: 'en' | 'de' | 'ar' };

export type Looks = {
  app: App;
  /** Names the screen, and its screenshots. */
  name: string;
  path: string | (() => string);
  /** Who looks at it; nobody unless said. */
  as?: () => Promise<SignedInClient>;
  /** Waits until the screen is whole. */
  ready: (page: Page) => Promise<void>;
  /** From which sides; from all of them unless said. */
  views?: readonly View[];
  /** Whether its pictures show the window alone: of what matters where in it is seen. */
  window?: boolean;
};

const germanPhone: View = { viewport: 'phone', language: 'de' };
const arabicDesktop: View = { viewport: 'desktop', language: 'ar' };

// Every language once, right-to-left on both.
const allViews: readonly View[] = [
  germanPhone,
  { viewport: 'phone', language: 'ar' },
  { viewport: 'desktop', language: 'en' },
  arabicDesktop,
];

/** For the states of a screen that is looked at from all sides itself: the longest words on the phone, right-to-left on the desktop. */
export const stateViews: readonly View[] = [germanPhone, arabicDesktop];

/**
 * Tests of how a screen looks: on a phone and a desktop, left-to-right and right-to-left, each in light and dark. It is held to
 * axe and to the width of its window, down to 320 pixels, and leaves screenshots.
 */
export const looksRight = ({ app, name, path, as, ready, views = allViews, window }: Looks): void => {
  test.each(views)(
    `${name} looks right on a $viewport, in $language, light and dark`,
    async ({ viewport, language }) => {
      const customer = await as?.();
      const page = await app.open(typeof path === 'string' ? path : path(), { viewport, language, as: customer });
      await ready(page);
      for (const theme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: theme });
        expect(await coloursOnTheirWay(page)).toBe(0);
        await screenshot(page, `${name}-${viewport}-${language}-${theme}`, { fullPage: !window });
        await expectAccessible(page);
      }
      expect(await widthBeyond(page)).toBe(0);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await widthBeyond(page)).toBe(0);
    },
  );
};

/** How much of a page is between two looks, which is nothing for who wants less motion. */
const coloursOnTheirWay = (page: Page): Promise<number> =>
  page.evaluate('document.getAnimations().filter((one) => one instanceof CSSTransition).length');

/** How many pixels of a page lie outside of its window, sideways. */
const widthBeyond = (page: Page): Promise<number> =>
  page.evaluate('Math.max(0, document.documentElement.scrollWidth - innerWidth)');
