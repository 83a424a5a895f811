import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { everyViewport, useApp } from './app.ts';
import { expectFullyVisible } from './visibility.ts';

const path = '/api/customer/addresses/';
const typed = { recipient_name: 'Ada', line1: 'Main Street 1', city: 'London', postal_code: 'SW1Y 4JH' };

const field = (page: Page, name: string) => page.locator(`[name=${name}]`);
const fill = async (page: Page) => {
  for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
};
const save = (page: Page) => page.getByRole('button', { name: /^(Save|Add the address)$/ }).click();
const stored = async (customer: SignedInClient) => (await customer.get(path)).body.results;
const expectTyped = async (page: Page) => {
  for (const [name, value] of Object.entries(typed)) expect(await field(page, name).inputValue()).toBe(value);
};

describe.skipIf(withoutChromium)('Unsaved input in the address form', () => {
  const app = useApp();
  describe.each(everyViewport)('on a %s', (viewport) => {
    const openForm = async (customer: SignedInClient) => {
      const page = await app.open('/addresses/new', { as: customer, viewport, locale: 'en-GB' });
      await fill(page);
      return page;
    };

    test('is restored after a reload, with its country', async () => {
      const page = await openForm(await app.newCustomer());
      await field(page, 'country').selectOption('US');
      await field(page, 'state').selectOption('CA');
      await page.reload();
      await page.getByText('Your unsaved input is restored.').waitFor();
      await page.getByLabel('ZIP code').waitFor();
      await expectTyped(page);
      expect(await field(page, 'country').inputValue()).toBe('US');
      expect(await field(page, 'state').inputValue()).toBe('CA');
    });

    test('is removed when it is saved or discarded', async () => {
      const page = await openForm(await app.newCustomer());
      await page.reload();
      await page.getByRole('button', { name: 'Discard it' }).click();
      expect(await field(page, 'line1').inputValue()).toBe('');
      await fill(page);
      await save(page);
      await page.getByRole('article').waitFor();
      await page.goto('/addresses/new');
      expect(await field(page, 'line1').inputValue()).toBe('');
    });

    test('is restored after the session ended, and can be saved after a new sign-in', async () => {
      const customer = await app.newCustomer();
      const page = await openForm(customer);
      await customer.post('/api/auth/logout/');
      await save(page);
      await page.getByText('Your session has ended.').waitFor();
      await page.getByLabel('E-mail').fill(customer.email);
      await page.getByLabel('Password', { exact: true }).fill('correct horse battery');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL('**/addresses/new');
      await page.getByText('Your unsaved input is restored.').waitFor();
      await expectTyped(page);
      await save(page);
      await page.getByRole('article').getByText('Main Street 1').waitFor();
    });

    test('stays in the form while offline, and can be saved when online again', async () => {
      const customer = await app.newCustomer();
      const page = await openForm(customer);
      await page.context().setOffline(true);
      await save(page);
      await expectFullyVisible(page.getByRole('alert').getByText('You are offline. Your input is not lost'));
      await expectTyped(page);
      await page.context().setOffline(false);
      await save(page);
      await page.getByRole('article').waitFor();
      expect(await stored(customer)).toHaveLength(1);
    });

    test('stays in the form when the form of another country fails to load, and the customer can try again', async () => {
      const page = await openForm(await app.newCustomer());
      await page.context().setOffline(true);
      await field(page, 'country').selectOption('US');
      await page.getByText('The form for United States could not be loaded. Your input is not lost.').waitFor();
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByLabel('ZIP code').waitFor();
      await expectTyped(page);
    });

    test('creates one address when the answer is lost and the form is sent again', async () => {
      const customer = await app.newCustomer();
      const page = await openForm(customer);
      let lost = 0;
      await page.route(`**${path}`, async (route) => {
        if (route.request().method() !== 'POST' || lost === 3) return route.continue();
        lost += 1;
        await route.fetch();
        return route.abort('connectionreset');
      });
      await save(page);
      await page.getByText('We cannot be reached at the moment. Your input is not lost').waitFor();
      await save(page);
      await page.getByRole('article').waitFor();
      expect(await stored(customer)).toHaveLength(1);
    });

    test('is sent once when the customer submits it again before the answer', async () => {
      const customer = await app.newCustomer();
      const page = await openForm(customer);
      const answered = Promise.withResolvers<void>();
      let sent = 0;
      await page.route(`**${path}`, async (route) => {
        if (route.request().method() === 'POST') {
          sent += 1;
          await answered.promise;
        }
        return route.continue();
      });
      const button = page.getByRole('button', { name: 'Add the address' });
      await button.click();
      await page.locator('button[type=submit][aria-disabled=true]').waitFor();
      await button.click({ force: true });
      await field(page, 'line1').press('Enter');
      answered.resolve();
      await page.getByRole('article').waitFor();
      expect(sent).toBe(1);
      expect(await stored(customer)).toHaveLength(1);
    });
  });
});
