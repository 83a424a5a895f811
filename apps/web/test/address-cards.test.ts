import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { everyViewport, hasFocus, useApp } from './app.ts';
import { home } from './records.ts';

const path = '/api/customer/addresses/';

const add = async (customer: SignedInClient, fields: object = {}) =>
  (await customer.post(path, { json: { ...home, ...fields } })).body;
const stored = async (customer: SignedInClient) => (await customer.get(path)).body.results;
const card = (page: Page, name: string) =>
  page.getByRole('article').filter({ has: page.getByRole('heading', { name, exact: true }) });
const choose = async (page: Page, name: string, action: string) => {
  await page.getByRole('button', { name: `More for ${name}` }).click();
  await page.getByRole('button', { name: action }).click();
};

describe.skipIf(withoutChromium)('An address card', () => {
  const app = useApp();

  describe.each(everyViewport)('on a %s', (viewport) => {
    test('makes the address the default instead of the previous one', async () => {
      const customer = await app.newCustomer();
      await add(customer, { is_default_shipping: true });
      await add(customer, { label: 'Work', line1: 'Other 1' });
      const page = await app.open('/addresses', { as: customer, viewport });
      await choose(page, 'Work', 'Make it the default for delivery');
      await page.getByText('Work is the default for delivery now.').waitFor();
      await card(page, 'Work').getByText('Default delivery').waitFor();
      await card(page, 'Home').getByText('Default delivery').waitFor({ state: 'detached' });
      await choose(page, 'Home', 'Make it the default for billing');
      await card(page, 'Home').getByText('Default billing').waitFor();
      expect(await stored(customer)).toMatchObject([
        { label: 'Work', is_default_shipping: true, is_default_billing: false },
        { label: 'Home', is_default_shipping: false, is_default_billing: true },
      ]);
    });

    test('deletes the address, and undo restores it as a default', async () => {
      const customer = await app.newCustomer();
      await add(customer, { is_default_shipping: true });
      const page = await app.open('/addresses', { as: customer, viewport });
      await choose(page, 'Home', 'Delete');
      await page.getByText('Home was deleted.').waitFor();
      await card(page, 'Home').waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Undo' }).click();
      await card(page, 'Home').getByText('Default delivery').waitFor();
      expect(await stored(customer)).toMatchObject([{ label: 'Home', is_default_shipping: true }]);
    });

    test('is listed among the deleted addresses, and can be restored there', async () => {
      const customer = await app.newCustomer();
      const { id } = await add(customer);
      await customer.delete(`${path}${id}/`);
      const page = await app.open('/addresses', { as: customer, viewport });
      await page.getByRole('link', { name: 'Deleted addresses' }).click();
      await card(page, 'Home').getByText('Can be restored until').waitFor();
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('Home was restored.').waitFor();
      await page.getByText('No deleted addresses').waitFor();
      await page.getByRole('link', { name: 'Addresses' }).first().click();
      await card(page, 'Home').waitFor();
    });
  });

  test('shows the restore deadline in the time zone of the browser, without a layout shift', async () => {
    const customer = await app.newCustomer();
    const { id } = await add(customer);
    await customer.delete(`${path}${id}/`);
    // At the time of the deletion, it was already the next day in Auckland.
    const [{ deleted } = { deleted: new Date(0) }] = await app.api.sql<{ deleted: Date }>(
      "UPDATE addresses SET deleted_at = date_trunc('day', now()) - interval '1 hour' WHERE id = $1 RETURNING deleted_at AS deleted",
      [id],
    );
    const { body: tenant } = await customer.get('/api/tenant/');
    const until = deleted.getTime() + tenant.restore_days * 24 * 60 * 60 * 1000;
    const day = (timeZone: string) => new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone }).format(until);
    expect(day('Pacific/Auckland')).not.toBe(day('UTC'));
    const page = await app.open('/addresses/deleted', { as: customer, timezoneId: 'Pacific/Auckland' });
    await card(page, 'Home')
      .getByText(`Can be restored until ${day('Pacific/Auckland')}`)
      .waitFor();
    const layoutShifts = `new Promise((resolve) => {
      new PerformanceObserver((list) => resolve(list.getEntries().map(({ value }) => value))).observe({ type: 'layout-shift', buffered: true });
      requestAnimationFrame(() => requestAnimationFrame(() => resolve([])));
    })`;
    expect(await page.evaluate(layoutShifts)).toEqual([]);
  });

  test('does not delete an address that was changed elsewhere, and shows its current values', async () => {
    const customer = await app.newCustomer();
    const { id } = await add(customer);
    const page = await app.open('/addresses', { as: customer });
    await card(page, 'Home').waitFor();
    await customer.patch(`${path}${id}/`, { json: { line1: 'Changed 1' } });
    await choose(page, 'Home', 'Delete');
    await page.getByText('This address was changed elsewhere.').waitFor();
    await card(page, 'Home').getByText('Changed 1').waitFor();
  });

  test('explains what to do when the limit of addresses prevents a restore', async () => {
    await app.api.setTenant(app.tenantId, 'limits.live_addresses', '1');
    try {
      const customer = await app.newCustomer();
      const { id } = await add(customer);
      await customer.delete(`${path}${id}/`);
      await add(customer, { label: 'Work' });
      const page = await app.open('/addresses/deleted', { as: customer });
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByText('You have 1 address, and the limit is 1.').waitFor();
      expect(await page.getByRole('alert').getByRole('link', { name: 'To your addresses' }).count()).toBe(1);
    } finally {
      await app.api.setTenant(app.tenantId, 'limits.live_addresses', '50');
    }
  });

  test('works with the keyboard alone, and does not lose the focus', async () => {
    const customer = await app.newCustomer();
    await add(customer);
    const page = await app.open('/addresses', { as: customer });
    const more = page.getByRole('button', { name: 'More for Home' });
    const remove = page.getByRole('button', { name: 'Delete' });
    await more.focus();
    await page.keyboard.press('Enter');
    await remove.waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await remove.waitFor({ state: 'hidden' });
    await expect.poll(() => hasFocus(more)).toBe(true);
    await page.keyboard.press('Enter');
    await remove.waitFor();
    for (const _ of ['delivery', 'billing', 'delete']) await page.keyboard.press('Tab');
    await expect.poll(() => hasFocus(remove)).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByText('Home was deleted.').waitFor();
    await expect.poll(() => hasFocus(page.locator('#content'))).toBe(true);
  });

  test('stays unchanged with an error while offline, and works again when online', async () => {
    const customer = await app.newCustomer();
    await add(customer);
    const page = await app.open('/addresses', { as: customer });
    await card(page, 'Home').waitFor();
    await page.context().setOffline(true);
    await choose(page, 'Home', 'Delete');
    await page.getByLabel('Notifications').getByText('You are offline.').waitFor();
    await card(page, 'Home').waitFor();
    expect(await stored(customer)).toHaveLength(1);
    await page.context().setOffline(false);
    await choose(page, 'Home', 'Delete');
    await card(page, 'Home').waitFor({ state: 'detached' });
  });
});
