import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { signIn } from './account-records.ts';
import { useApp } from './app.ts';
import { home, newAddresses } from './records.ts';

describe.skipIf(withoutChromium)('The tabs of a browser', () => {
  const app = useApp();

  /** A tab that showed the addresses, and another tab that has signed out. */
  const signedOutElsewhere = async () => {
    const page = await app.open('/addresses', { as: await newAddresses(await app.newCustomer()) });
    await page.getByText(home.line1).waitFor();
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.locator('input[name=full_name]').waitFor();
    const other = await page.context().newPage();
    await other.goto('/account');
    await other.locator('main form button').click();
    await other.waitForURL('**/sign-in');
    return { page, other };
  };
  const expectSignIn = async (page: Page) => {
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText(home.line1).count()).toBe(0);
  };

  test('show the sign-in and no addresses when the customer goes back after a sign-out in another tab', async () => {
    const { page } = await signedOutElsewhere();
    await page.goBack();
    await expectSignIn(page);
  });

  test.each([
    [
      'is restored from the back-forward cache',
      "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
    ],
    ['gets the focus', "dispatchEvent(new Event('focus'))"],
    ['becomes visible', "document.dispatchEvent(new Event('visibilitychange'))"],
  ])('show the sign-in when a page %s after a sign-out in another tab', async (_, event) => {
    const { page } = await signedOutElsewhere();
    await page.evaluate(event);
    await expectSignIn(page);
  });

  test('show no addresses of the previous customer after another customer signs in', async () => {
    const { page, other } = await signedOutElsewhere();
    const next = await app.newCustomer();
    await signIn(other, next.email, password);
    await other.getByRole('heading', { name: 'No address yet' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'No address yet' }).waitFor();
    expect(await page.getByText(home.line1).count()).toBe(0);
  });

  test('go back without a reload while the customer is signed in', async () => {
    const page = await app.open('/addresses', { as: await newAddresses(await app.newCustomer()) });
    await page.getByText(home.line1).waitFor();
    await page.getByRole('link', { name: 'Profile' }).click();
    await page.locator('input[name=full_name]').waitFor();
    await page.evaluate('window.sameDocument = true');
    await page.goBack();
    await page.getByText(home.line1).waitFor();
    expect(await page.evaluate('window.sameDocument')).toBe(true);
  });
});
