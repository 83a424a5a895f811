import { withoutChromium } from '@doorstep/testing/chromium';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { hasFocus, screenshot, useApp } from './app.ts';
import { newAddresses } from './records.ts';

/** Window sizes in CSS pixels: phones, one in landscape, and a desktop of 1280 × 800 at a zoom of 200 and 400 %. */
const windows = [
  { name: 'small-phone', width: 320, height: 568 },
  { name: 'phone', width: 390, height: 844 },
  { name: 'landscape-phone', width: 844, height: 390 },
  { name: 'zoom-200', width: 640, height: 400 },
  { name: 'zoom-400', width: 320, height: 200 },
  { name: 'flat-desktop', width: 1280, height: 400 },
] as const;

/** The focused element, and whether the centre of its part within the window is visible. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const middle = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
    const seen = top < innerHeight && bottom > 0 ? document.elementFromPoint((left + right) / 2, middle) : null;
    return {
      name: `${element.tagName} ${element.getAttribute('name') ?? element.getAttribute('aria-label') ?? element.textContent}`,
      visible: seen !== null && (element.contains(seen) || seen.contains(element)),
    };
  });

/** Moves the focus through the page with a key. Returns the elements that were hidden while they had the focus. */
const hiddenWhenFocused = async (page: Page, key: 'Tab' | 'Shift+Tab') => {
  const hidden: string[] = [];
  let steps = 0;
  for (; steps < 150; steps += 1) {
    await page.keyboard.press(key);
    const now = await focused(page);
    if (!now) break;
    if (!now.visible) hidden.push(now.name);
  }
  expect(steps).toBeGreaterThan(20);
  return hidden;
};

/** The share of the window's height that fixed and sticky elements cover. */
const coveredShare = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const isFixed = (element: Element | null): boolean =>
      element !== null && (/fixed|sticky/.test(getComputedStyle(element).position) || isFixed(element.parentElement));
    const rows = Array.from({ length: innerHeight / 4 }, (_, row) => row * 4 + 2);
    return rows.filter((y) => isFixed(document.elementFromPoint(innerWidth / 2, y))).length / rows.length;
  });

describe.skipIf(withoutChromium)('The keyboard focus', () => {
  const app = useApp();

  describe.each(windows)('in a window of $width × $height', ({ name, width, height }) => {
    test.each([
      ['en', 'light'],
      ['ar', 'dark'],
    ] as const)('is never hidden, in %s and %s', async (language, theme) => {
      // The e-mail is unconfirmed, so a reminder is at the bottom of the window.
      const customer = await newAddresses(await app.newCustomer());
      const page = await app.open('/addresses/new', { as: customer, language, theme });
      await page.setViewportSize({ width, height });
      await page.locator('button[type=submit]:enabled').last().waitFor();
      expect(await hiddenWhenFocused(page, 'Tab')).toEqual([]);
      expect(await hiddenWhenFocused(page, 'Shift+Tab')).toEqual([]);
      await screenshot(page, `focus-${name}-${language}-${theme}`, { fullPage: false });
    });

    test('has most of the window free of fixed bars', async () => {
      const page = await app.open('/addresses', { as: await newAddresses(await app.newCustomer()) });
      await page.setViewportSize({ width, height });
      await page.locator('article').first().waitFor();
      expect(await coveredShare(page)).toBeLessThanOrEqual(height < 480 ? 0 : 0.25);
      await screenshot(page, `bars-${name}`, { fullPage: false });
    });
  });

  test('moves to the content when the reminder to confirm the e-mail is hidden, and the reminder stays hidden', async () => {
    const customer = await app.newCustomer();
    const page = await app.open('/addresses', { as: customer, viewport: 'phone' });
    await page.getByRole('link', { name: 'Please confirm your e-mail' }).waitFor();
    await page.getByRole('button', { name: 'Hide the reminder to confirm your e-mail' }).click();
    await page.getByRole('link', { name: 'Please confirm your e-mail' }).waitFor({ state: 'detached' });
    expect(await hasFocus(page.locator('#content'))).toBe(true);
    await page.goto('/profile');
    await page.locator('input[name=full_name]').waitFor();
    expect(await page.getByText('Please confirm your e-mail').count()).toBe(0);
    await page.goto('/account/email');
    await page.getByText('Not confirmed yet').waitFor();
  });
});
