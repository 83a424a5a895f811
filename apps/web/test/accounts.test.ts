import { withoutChromium } from '@doorstep/testing/chromium';
import { newEmail, password } from '@doorstep/testing/client';
import { mailedToken } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { screenshot, useApp } from './app.ts';
import { newAddresses } from './records.ts';

describe.skipIf(withoutChromium)('A customer', () => {
  const app = useApp({ contact_url: 'mailto:shop@example.com' });

  test('creates an account, signs out and signs in again', async () => {
    const page = await app.open('/register');
    const email = `ada${process.pid}@example.com`;
    await page.getByLabel('Full name').fill('Ada Lovelace');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Create the account' }).click();
    await page.getByRole('heading', { name: 'No address yet' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL('**/sign-in');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'No address yet' }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]).sort()).toEqual([
      ['doorstep-access', true, 'Lax'],
      ['doorstep-customer', false, 'Lax'],
      ['doorstep-ended', true, 'Lax'],
      ['doorstep-refresh', true, 'Lax'],
    ]);
    // Scripts can read the id of the customer, which is also in the page, but no token.
    const customer = await page.locator('html').getAttribute('data-customer');
    expect(await page.evaluate('document.cookie + JSON.stringify(localStorage) + JSON.stringify(sessionStorage)')).toBe(
      `doorstep-customer=${customer}{}{}`,
    );
  });

  test('sees errors at their fields in the chosen language, and keeps the input', async () => {
    const page = await app.open('/register', { language: 'de' });
    await page.getByLabel('E-Mail').fill('ada');
    await page.getByLabel('Passwort', { exact: true }).fill('kurz');
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    await page.getByText('Geben Sie mindestens 8 Zeichen ein.', { exact: true }).waitFor();
    expect(await page.getByLabel('E-Mail').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('E-Mail').fill((await app.newCustomer()).email);
    await page.getByLabel('Passwort', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Konto anlegen' }).click();
    // Only the API can check this.
    const taken = page.getByText('gibt es bereits ein Konto');
    await taken.first().waitFor();
    await screenshot(page, 'register-refused');
    expect(await page.getByLabel('Passwort', { exact: true }).inputValue()).toBe(password);
  });

  test('without scripts sees an error for a wrong password, and the addresses after sign-in', async () => {
    const customer = await newAddresses(await app.newCustomer());
    const page = await app.open('/addresses', { javaScriptEnabled: false });
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The e-mail or password is wrong').waitFor();
    expect(await page.getByLabel('E-mail').inputValue()).toBe(customer.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Show the addresses without scripts' }).click();
    await page.getByRole('heading', { name: 'Büro' }).waitFor();
    expect(await page.getByRole('article').count()).toBe(4);
  });

  test('resets a forgotten password with the link in the mail', async () => {
    const { email } = await app.newCustomer();
    const page = await app.open('/forgot-password');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Check your inbox').waitFor();
    await screenshot(page, 'forgot-password-sent');
    const token = await mailedToken(app.api, email, 'Reset your password');
    await page.goto(`/reset-password?token=${token}`);
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByRole('button', { name: 'Set the password and remove the data' }).click();
    await page.getByText('Your new password is set').waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('another horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
  });

  test('accepts an invitation with the link in the mail', async () => {
    const staff = await app.newCustomer();
    await app.api.setRole(app.tenantId, staff.email, 'support');
    const email = newEmail();
    await staff.post('/api/customers/', { json: { email, send_invitation: true } });
    const token = await mailedToken(app.api, email, 'Your account at');
    const page = await app.open(`/accept-invitation?token=${token}`);
    await page.getByLabel('Password', { exact: true }).fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your account is ready').waitFor();
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill('another horse battery');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
  });

  test('shows a blocked customer how to reach the shop', async () => {
    const [staff, customer] = [await app.newCustomer(), await app.newCustomer()];
    await app.api.setRole(app.tenantId, staff.email, 'support');
    await staff.post(`/api/customers/${customer.userId}/block/`, { json: { reason: 'Unpaid' } });
    const page = await app.open('/sign-in');
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The shop has blocked this account').waitFor();
    const contact = page.getByRole('link', { name: 'Contact the shop' });
    expect(await contact.getAttribute('href')).toBe('mailto:shop@example.com');
  });

  test('signs out on all devices', async () => {
    const customer = await app.newCustomer();
    const page = await app.open('/account', { as: customer });
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('You will have to sign in again').waitFor();
    await page.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText('You are signed out on every device').waitFor();
    expect((await customer.get('/api/customer/profile/')).status).toBe(401);
  });

  test('can change the language', async () => {
    const page = await app.open('/addresses', { as: await app.newCustomer() });
    await page.getByLabel('Language').first().selectOption('ar');
    await page.getByRole('heading', { name: 'العناوين' }).waitFor();
    expect(await page.locator('html').getAttribute('dir')).toBe('rtl');
  });

  test('can choose the dark theme on a device with a light one', async () => {
    const page = await app.open('/addresses', { as: await app.newCustomer() });
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.getByLabel('Appearance').first().selectOption('dark');
    await page.locator('html[data-theme=dark]').waitFor();
    await page.waitForLoadState();
    expect(await background()).not.toBe(light);
  });
});
