import { withoutChromium } from '@doorstep/testing/chromium';
import { describe, expect, test } from 'vitest';
import { hasFocus, useApp } from './app.ts';
import { newAddresses } from './records.ts';

describe.skipIf(withoutChromium)('The address book', () => {
  const app = useApp();

  test('filters while the customer types, ignores accents, and shows all addresses after a clear', async () => {
    const page = await app.open('/addresses', { as: await newAddresses(await app.newCustomer()) });
    await page.getByRole('article').nth(3).waitFor();
    const search = page.getByRole('searchbox', { name: 'Search your addresses' });
    await search.fill('buro');
    await page.waitForURL('**/addresses?search=buro');
    await page.getByRole('heading', { name: 'Home' }).waitFor({ state: 'detached' });
    // Skeletons may appear in between.
    await page.getByRole('heading', { name: 'Büro' }).waitFor();
    expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toEqual(['Büro']);
    await search.fill('nowhere');
    await page.getByText('No address contains “nowhere”.').waitFor();
    await page.getByRole('button', { name: 'Clear the search' }).click();
    expect(await hasFocus(page.getByRole('searchbox'))).toBe(true);
    await page.getByRole('article').nth(3).waitFor();
  });

  test('has pages, with the newest addresses first', async () => {
    const customer = await app.newCustomer();
    for (let count = 1; count <= 13; count++) {
      const json = {
        label: `Number ${count}`,
        recipient_name: 'Ada',
        line1: `Linden ${count}`,
        city: 'Berlin',
        postal_code: '10117',
        country: 'DE',
      };
      expect((await customer.post('/api/customer/addresses/', { json })).status).toBe(201);
    }
    const page = await app.open('/addresses', { as: customer });
    await page.getByRole('link', { name: 'Older addresses' }).click();
    await page.getByRole('heading', { name: 'Number 1', exact: true }).waitFor();
    await page.getByRole('link', { name: 'Newest addresses' }).click();
    await page.getByRole('heading', { name: 'Number 13' }).waitFor();
  });

  test('shows its layout before the API answers, without a layout shift when the addresses arrive', async () => {
    const customer = await newAddresses(await app.newCustomer());
    const page = await app.open('/sign-in', { as: customer });
    await page.addInitScript(() => {
      const shifts: number[] = [];
      Object.assign(window, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as PerformanceEntry & { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await app.holdApi();
    await page.goto('/addresses', { waitUntil: 'commit' });
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    await app.releaseApi();
    await page.getByRole('article').nth(3).waitFor();
    const shifts = (await page.evaluate('shifts')) as number[];
    expect(shifts.reduce((sum, shift) => sum + shift, 0)).toBeLessThan(0.01);
  });

  test('shows an error with the request id when it cannot be loaded, and can be opened again', async () => {
    const page = await app.open('/addresses', { as: await newAddresses(await app.newCustomer()) });
    await page.goto('/addresses?cursor=made-up');
    await page
      .getByRole('alert')
      .getByText(/^Request /)
      .waitFor();
    await page.getByRole('link', { name: 'Addresses' }).first().click();
    await page.getByRole('article').first().waitFor();
  });

  test('of one customer is neither shown nor changed in a tab opened for another customer', async () => {
    const page = await app.open('/profile', { as: await app.newCustomer() });
    await page.getByLabel('Full name').fill('Typed for the first');
    const other = await app.newCustomer();
    const tab = await page.context().newPage();
    await tab.goto('/account');
    await tab.getByRole('main').getByRole('button', { name: 'Sign out', exact: true }).click();
    await tab.getByLabel('E-mail').fill(other.email);
    await tab.getByLabel('Password', { exact: true }).fill('correct horse battery');
    await tab.getByRole('button', { name: 'Sign in' }).click();
    await tab.getByRole('heading', { name: 'No address yet' }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(other.email).first().waitFor();
    expect((await other.get('/api/customer/profile/')).body.full_name).toBe('');
    expect(await page.getByLabel('Full name').inputValue()).toBe('');
  });
});
