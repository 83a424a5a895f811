import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import { describe, expect, test } from 'vitest';
import { onAnotherDevice } from './account-records.ts';
import { everyViewport, useApp } from './app.ts';

describe.skipIf(withoutChromium)('The password', () => {
  const app = useApp();

  test.each(everyViewport)('can be changed on a %s, which signs out every other device', async (viewport) => {
    const customer = await app.newCustomer();
    const here = await onAnotherDevice(app, customer);
    const page = await app.open('/account/password', { as: here, viewport });
    await page.getByLabel('Current password').fill('not that one');
    await page.getByLabel('New password').fill('a new and longer one');
    await page.getByRole('button', { name: 'Change the password' }).click();
    const current = page.getByLabel('Current password');
    await page.locator('input[name=current_password][aria-invalid=true]').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe('a new and longer one');
    await current.fill(password);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByText('Your new password is set').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe('');
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
    expect((await here.get('/api/customer/profile/')).status).toBe(200);
  });
});
