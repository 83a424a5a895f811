import { buffer } from 'node:stream/consumers';
import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { onAnotherDevice, signIn } from './account-records.ts';
import { everyViewport, screenshot, useApp } from './app.ts';

describe.skipIf(withoutChromium)('The customer’s data', () => {
  const app = useApp();

  test('is downloaded as an archive', async () => {
    const page = await app.open('/account/data', { as: await app.newCustomer() });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download the copy' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^export-\d{4}-\d\d-\d\d\.zip$/);
    expect((await buffer(await download.createReadStream())).subarray(0, 2).toString()).toBe('PK');
    await page.getByText('The copy is in your downloads.').waitFor();
  });

  test('cannot be downloaded a fourth time within a day, and the page says why', async () => {
    const customer = await app.newCustomer();
    for (let count = 1; count <= 3; count++) await customer.post('/api/customer/export/');
    const page = await app.open('/account/data', { as: customer });
    await page.getByRole('button', { name: 'Download the copy' }).click();
    await page.getByText('The limit is 3 exports a day. Try again later.').waitFor();
  });

  test.each(everyViewport)(
    'is scheduled for deletion on a %s, and the customer can keep it after sign-in',
    async (viewport) => {
      const customer = await app.newCustomer();
      const page = await app.open('/account/data', { as: customer, viewport });
      await page.getByRole('button', { name: 'Delete the account…' }).click();
      await page.getByLabel('Your password').fill('not that one');
      await page.getByRole('button', { name: 'Delete my account' }).click();
      await page.locator('input[name=password][aria-invalid=true]').waitFor();
      await page.getByLabel('Your password').fill(password);
      await page.getByRole('button', { name: 'Delete my account' }).click();
      await page.getByText(/deleted on \w+ \d+, \d{4}, and you are signed out on every device/).waitFor();
      await page.getByText('Signing in alone does not keep it.').waitFor();
      expect((await customer.get('/api/customer/profile/')).status).toBe(401);

      await signIn(page, customer.email, password);
      await page.getByRole('heading', { name: 'Keep my account' }).waitFor();
      await page.getByText(/Your account will be deleted on/).waitFor();
      await expectAccessible(page);
      await screenshot(page, `keep-account-${viewport}`);
      await page.getByRole('button', { name: 'Keep my account' }).click();
      await page.getByText('Your account will not be deleted.').waitFor();
      await page.getByRole('heading', { name: 'Addresses' }).waitFor();
      const again = await onAnotherDevice(app, customer);
      expect((await again.get('/api/customer/account/erasure/')).body.erase_at).toBe(null);
    },
  );

  test('is scheduled for deletion, which every page shows, also after a sign-in without scripts', async () => {
    const customer = await app.newCustomer();
    await customer.post('/api/customer/account/erasure/', { json: { password } });
    const plain = await app.open('/profile', { javaScriptEnabled: false });
    await signIn(plain, customer.email, password);
    await plain.waitForURL('**/account/keep?next=%2Fprofile');
    const page = await app.open('/profile');
    await signIn(page, customer.email, password);
    await page.getByRole('link', { name: 'Continue without keeping it' }).click();
    await page.getByRole('heading', { name: 'Profile' }).waitFor();
    await page.getByRole('link', { name: /Your account will be deleted on/ }).click();
    await page.getByRole('button', { name: 'Keep my account' }).click();
    await page.getByRole('button', { name: 'Delete the account…' }).waitFor();
    await page.goto('/account/keep');
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
  });

  test('is scheduled for deletion, and the link in the mail leads to the sign-in and the offer to keep it', async () => {
    const customer = await app.newCustomer();
    await customer.post('/api/customer/account/erasure/', { json: { password } });
    const page = await app.open('/account/keep');
    await signIn(page, customer.email, password);
    await page.getByRole('link', { name: 'Continue without keeping it' }).click();
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
  });
});
