import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { signIn } from './account-records.ts';
import { useApp } from './app.ts';
import { home, newAddresses } from './records.ts';

describe.skipIf(withoutChromium)('Once another tab has signed out', () => {
  const app = useApp();

  /** A tab that has shown the addresses, and another one of the same browser that signs out. */
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
  const isSignIn = async (page: Page) => {
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText(home.line1).count()).toBe(0);
  };

  test('going back leads to the sign-in, and shows nothing of the customer', async () => {
    const { page } = await signedOutElsewhere();
    await page.goBack();
    await isSignIn(page);
  });

  test.each([
    ['is shown again from memory', "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"],
    ['is turned to again', "dispatchEvent(new Event('focus'))"],
    ['becomes visible', "document.dispatchEvent(new Event('visibilitychange'))"],
  ])('a page that %s leads to the sign-in', async (_, event) => {
    const { page } = await signedOutElsewhere();
    await page.evaluate(event);
    await isSignIn(page);
  });

  test('nobody who signs in there gets to see the pages of the one before', async () => {
    const { page, other } = await signedOutElsewhere();
    const next = await app.newCustomer();
    await signIn(other, next.email, password);
    await other.getByRole('heading', { name: 'No address yet' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'No address yet' }).waitFor();
    expect(await page.getByText(home.line1).count()).toBe(0);
  });

  test('who is still signed in goes back without loading the page again', async () => {
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
