import { withoutChromium } from '@doorstep/testing/chromium';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { everyViewport, screenshot, useApp } from './app.ts';

const unknown = '019abcde-0000-7000-8000-000000000000';

describe.skipIf(withoutChromium)('A page that does not exist', () => {
  const app = useApp();

  describe.each(everyViewport)('on a %s', (viewport) => {
    test.each([
      ['/nope', 404],
      ['/addresses/new/nope', 404],
      ['/proofs', 404],
      // These pages are streamed before the API answers, so their status is 200.
      [`/addresses/${unknown}`, 200],
      ['/addresses/nope', 200],
    ])('such as %s has the navigation and one heading', async (path, status) => {
      const page = await app.open('/profile', { as: await app.newCustomer(), viewport });
      expect((await page.goto(path))?.status()).toBe(status);
      await page.getByRole('heading', { level: 1, name: 'This page does not exist' }).waitFor();
      expect(await page.getByRole('main').count()).toBe(1);
      expect(await page.locator('h1').count()).toBe(1);
      await expectAccessible(page);
      if (path === '/nope') await screenshot(page, `missing-page-${viewport}`);
      await page.getByRole('navigation').getByRole('link', { name: 'Profile' }).click();
      await page.getByRole('heading', { name: 'Profile' }).waitFor();
    });
  });

  test('shows the sign-in without a session', async () => {
    const page = await app.open('/nope');
    await page.getByRole('heading', { level: 1, name: 'Sign in' }).waitFor();
  });
});
