import { withoutChromium } from '@doorstep/testing/chromium';
import { describe, expect, test } from 'vitest';
import { noActivity, onAnotherDevice } from './account-records.ts';
import { everyViewport, useApp } from './app.ts';

describe.skipIf(withoutChromium)('Activity', () => {
  const app = useApp();

  test.each(everyViewport)(
    'shows on a %s what changed, by whom and on which device, with masked values',
    async (viewport) => {
      const customer = await onAnotherDevice(app, await app.newCustomer(), 'phone');
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada Lovelace' } });
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Grace Hopper' } });
      const page = await app.open('/activity', { as: customer, viewport });
      const newest = page.locator('main article').first();
      expect(await newest.locator('h2').textContent()).toBe('Profile changed');
      expect(await newest.locator('dl').textContent()).toBe('NamebeforeAd…afterGr…');
      expect(await newest.textContent()).toContain('You · Safari on iPhone');
      expect(await page.locator('main').textContent()).not.toContain('Hopper');
      await page.getByText('Account created').waitFor();
    },
  );

  test('loads older activity on request, up to the oldest', async () => {
    const customer = await app.newCustomer();
    for (let count = 1; count <= 30; count++) {
      await customer.patch('/api/customer/profile/', { json: { full_name: `Name ${count}` } });
    }
    const page = await app.open('/activity', { as: customer });
    const entries = page.locator('main article');
    await entries.first().waitFor();
    expect(await entries.count()).toBe(25);
    await page.getByRole('button', { name: 'Show older activity' }).click();
    await page.getByText('There is no older activity.').waitFor();
    expect(await entries.count()).toBeGreaterThan(30);
    expect(await entries.last().locator('h2').textContent()).toBe('Account created');
    const focused = page.locator('main li:focus');
    expect(await focused.count()).toBe(1);
  });

  test.each(everyViewport)('has an empty state on a %s', async (viewport) => {
    await noActivity(app);
    const page = await app.open('/activity', { as: await app.newCustomer(), viewport });
    await page.getByRole('heading', { name: 'No activity yet' }).waitFor();
    expect(await page.locator('main article').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Show older activity' }).count()).toBe(0);
  });

  test('groups the renewals of a session in one entry', async () => {
    const customer = await app.newCustomer();
    let token = customer.refreshToken;
    for (let count = 1; count <= 3; count++) {
      token = (await customer.post('/api/auth/refresh/', { json: { refresh_token: token } })).body.refresh_token;
    }
    const page = await app.open('/activity', { as: customer });
    const newest = page.locator('main article').first();
    expect(await newest.locator('h2').textContent()).toBe('Stayed signed in · 3 times');
  });
});
