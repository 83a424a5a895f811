import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { onAnotherDevice, signIn } from './account-records.ts';
import { everyViewport, useApp } from './app.ts';

const ended = 'Your session has ended.';
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();

/** The left edge of a word in an element, in pixels. */
const leftEdgeOf = (element: Locator, word: string): Promise<number> =>
  element.evaluate((node, searched) => {
    const texts = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const at = text.textContent?.indexOf(searched) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + searched.length);
      return range.getBoundingClientRect().left;
    }
    return Number.NaN;
  }, word);

describe.skipIf(withoutChromium)('Devices', () => {
  const app = useApp();

  test.each(everyViewport)(
    'are listed on a %s with the current one marked, and another one can be signed out',
    async (viewport) => {
      const customer = await app.newCustomer();
      const phone = await onAnotherDevice(app, customer, 'phone');
      const here = await onAnotherDevice(app, customer);
      const page = await app.open('/account/devices', { as: here, viewport });
      const rows = page.locator('main li');
      await rows.first().waitFor();
      expect(await rows.first().locator('h2').textContent()).toContain('This device');
      expect(await rows.first().getByRole('button').count()).toBe(0);
      await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
      const dialog = page.getByRole('alertdialog');
      expect(await dialog.getByRole('heading').textContent()).toBe('Sign out Safari on iPhone?');
      await dialog.getByRole('button', { name: 'Sign out', exact: true }).click();
      await page.getByText('Safari on iPhone is signed out.').waitFor();
      expect(await rows.filter({ hasText: 'iPhone' }).count()).toBe(0);
      expect((await phone.get('/api/customer/profile/')).status).toBe(401);
      expect((await here.get('/api/customer/profile/')).status).toBe(200);
    },
  );

  test('have names in right-to-left order in Arabic, although their words are Latin', async () => {
    const customer = await app.newCustomer();
    const here = await onAnotherDevice(app, customer);
    const page = await app.open('/account/devices', { as: here, language: 'ar' });
    const name = page.locator('main h2').first();
    await name.getByText('Firefox').waitFor();
    const [browser, system] = await Promise.all(['Firefox', 'Linux'].map((word) => leftEdgeOf(name, word)));
    expect(browser).toBeGreaterThan(system ?? Number.NaN);
  });

  test('stay signed in when the customer cancels', async () => {
    const customer = await app.newCustomer();
    const page = await app.open('/account/devices', { as: await onAnotherDevice(app, customer, 'phone') });
    await page.getByRole('button', { name: 'Sign out test app' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    expect((await customer.get('/api/customer/profile/')).status).toBe(200);
  });

  test.each(everyViewport)(
    'that another one signed out show a message on a %s, and keep the input',
    async (viewport) => {
      const customer = await app.newCustomer();
      const signedOut = await app.open('/profile', { as: await onAnotherDevice(app, customer), viewport });
      await signedOut.getByLabel('Full name').fill('Ada Lovelace');
      const other = await app.open('/account/devices', { as: await onAnotherDevice(app, customer, 'phone'), viewport });
      await other.getByRole('button', { name: 'Sign out Firefox on Linux' }).click();
      await other.getByRole('alertdialog').getByRole('button', { name: 'Sign out', exact: true }).click();
      await other.getByText('is signed out.').waitFor();
      await save(signedOut);
      await signedOut.getByText('Your session has ended. Sign in again to continue').waitFor();
      await signIn(signedOut, customer.email, password);
      await signedOut.waitForURL('**/profile');
      await signedOut.getByText('Your unsaved input is restored.').waitFor();
      expect(await signedOut.getByLabel('Full name').inputValue()).toBe('Ada Lovelace');
    },
  );

  test.each(everyViewport)(
    'show a message in every other tab on a %s after a sign-out in one tab',
    async (viewport) => {
      const customer = await app.newCustomer();
      const signingOut = await app.open('/account', { as: customer, viewport });
      const openTab = async (path: string) => {
        const page = await signingOut.context().newPage();
        await page.goto(path);
        return page;
      };
      const [typing, reading, reloaded] = [
        await openTab('/profile'),
        await openTab('/addresses'),
        await openTab('/account'),
      ];
      // A tab that learns of the sign-out before it is hydrated is reloaded, and has no draft yet.
      await typing.getByRole('button', { name: 'Save', exact: true, disabled: false }).waitFor();
      await typing.getByLabel('Full name').fill('Ada Lovelace');
      await signingOut.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
      await signingOut.getByRole('heading', { name: 'Sign in' }).waitFor();
      expect(await signingOut.getByText(ended).count()).toBe(0);
      await save(typing);
      await typing.getByText(ended).waitFor();
      await reading.getByRole('link', { name: 'Activity' }).click();
      await reading.getByText(ended).waitFor();
      await reloaded.reload();
      await reloaded.getByText(ended).waitFor();
      await signIn(typing, customer.email, password);
      await typing.getByText('Your unsaved input is restored.').waitFor();
      expect(await typing.getByLabel('Full name').inputValue()).toBe('Ada Lovelace');
      await signIn(reading, customer.email, password);
      await reading.getByRole('heading', { name: 'Activity' }).waitFor();
    },
  );

  test('without a session show the sign-in, but no message about an ended session', async () => {
    const page = await app.open('/profile');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    expect(await page.getByText(ended).count()).toBe(0);
  });

  test('that were signed out show the sign-in in every tab, and one sign-in is enough for all tabs', async () => {
    const customer = await app.newCustomer();
    const here = await onAnotherDevice(app, customer);
    const first = await app.open('/account', { as: here });
    const second = await first.context().newPage();
    await second.goto('/addresses');
    const [session] = (await customer.get('/api/auth/sessions/')).body.results.filter(
      ({ current }: { current: boolean }) => !current,
    );
    await customer.delete(`/api/auth/sessions/${session.id}/`);
    await first.goto('/profile');
    await first.getByText(ended).waitFor();
    await second.getByRole('link', { name: 'Activity' }).click();
    await second.getByText(ended).waitFor();
    await signIn(first, customer.email, password);
    await first.getByRole('heading', { name: 'Profile' }).waitFor();
    await second.goto('/activity');
    await second.getByRole('heading', { name: 'Activity' }).waitFor();
  });
});
