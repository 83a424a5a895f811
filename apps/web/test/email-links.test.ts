import { withoutChromium } from '@doorstep/testing/chromium';
import { password, type SignedInClient } from '@doorstep/testing/client';
import { confirmEmail, mailsOf } from '@doorstep/testing/mailbox';
import { describe, expect, test } from 'vitest';
import { expectAccessible } from './accessibility.ts';
import { signIn } from './account-records.ts';
import { everyViewport, screenshot, useApp } from './app.ts';
import { home } from './records.ts';

describe.skipIf(withoutChromium)('The link in a mail', () => {
  const app = useApp();

  /** A customer of a tenant whose mails link to the app, as with `npm start`. */
  const newCustomer = async (): Promise<SignedInClient> => {
    await app.api.setTenant(app.tenantId, 'web_url', app.url);
    return app.newCustomer();
  };

  /** The link in the last mail to an address with this subject. */
  const linkTo = async (address: string, subject: string): Promise<string> => {
    const mails = (await mailsOf(app.api, address)).filter((mail) => mail.includes(`Subject: ${subject}`));
    const link = /https?:\S+/.exec(mails.at(-1) ?? '')?.[0];
    if (!link) throw new Error(`No mail to ${address} has the subject ${subject} and a link`);
    return link;
  };

  const emailOf = async (customer: SignedInClient) => {
    const { email, email_verified } = (await customer.get('/api/customer/profile/')).body;
    return { email, email_verified };
  };

  test.each(everyViewport)('confirms the e-mail on a %s only after a click on Confirm', async (viewport) => {
    const customer = await newCustomer();
    const page = await app.open('/addresses', { as: customer, viewport });
    await page.getByRole('link', { name: 'Please confirm your e-mail' }).waitFor();
    await page.goto(await linkTo(customer.email, 'Confirm your e-mail'));
    await page.getByRole('heading', { name: 'Confirm your e-mail' }).waitFor();
    expect((await emailOf(customer)).email_verified).toBe(false);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your e-mail is confirmed').waitFor();
    expect((await emailOf(customer)).email_verified).toBe(true);
    await page.getByRole('link', { name: 'Continue' }).click();
    await page.getByRole('heading', { name: 'Addresses' }).waitFor();
    await page.getByText(customer.email).first().waitFor({ state: 'attached' });
    expect(await page.getByText('Please confirm your e-mail').count()).toBe(0);
  });

  test('confirms the e-mail without a sign-in, and shows an error when it is used again', async () => {
    const customer = await newCustomer();
    const link = await linkTo(customer.email, 'Confirm your e-mail');
    const page = await app.open(link);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your e-mail is confirmed').waitFor();
    await page.goto(link);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('This link was already used or has expired.').waitFor();
  });

  test.each(everyViewport)('shows a warning on a %s before a password reset that removes data', async (viewport) => {
    const customer = await newCustomer();
    const { body } = await customer.post('/api/customer/addresses/', { json: home });
    const page = await app.open('/forgot-password', { viewport });
    await page.getByLabel('E-mail').fill(customer.email);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByText('Check your inbox').waitFor();
    await page.goto(await linkTo(customer.email, 'Reset your password'));
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('You can restore deleted addresses for 30 days.').waitFor();
    await expectAccessible(page);
    await screenshot(page, `reset-warning-${viewport}`);
    // Nothing is deleted yet.
    expect((await customer.get(`/api/customer/addresses/${body.id}/`)).status).toBe(200);
    await page.getByRole('button', { name: 'Set the password and remove the data' }).click();
    await page.getByText('Your new password is set').waitFor();
    await signIn(page, customer.email, 'another horse battery');
    await page.getByRole('heading', { name: 'No address yet' }).waitFor();
    await page.goto('/addresses/deleted');
    const restore = page.getByRole('button', { name: 'Restore' });
    await restore.click();
    await restore.waitFor({ state: 'detached' });
    await page.goto('/addresses');
    await page.getByRole('article').getByText(home.line1).waitFor();
  });

  test('resets the password without a warning if the e-mail is confirmed', async () => {
    const customer = await newCustomer();
    const page = await app.open(await linkTo(customer.email, 'Confirm your e-mail'));
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your e-mail is confirmed').waitFor();
    await customer.post('/api/auth/password-reset/', { json: { email: customer.email } });
    await page.goto(await linkTo(customer.email, 'Reset your password'));
    await page.getByLabel('New password').fill('another horse battery');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('Your new password is set').waitFor();
  });

  test('can be sent again', async () => {
    const customer = await newCustomer();
    const first = await linkTo(customer.email, 'Confirm your e-mail');
    const page = await app.open('/account/email', { as: customer });
    await page.getByRole('button', { name: 'Send the link again' }).click();
    await page.getByText(`Another link is on its way to ${customer.email}.`).waitFor();
    expect(await linkTo(customer.email, 'Confirm your e-mail')).not.toBe(first);
  });

  test('contains a code that the customer can type in instead', async () => {
    const customer = await newCustomer();
    const token = new URL(await linkTo(customer.email, 'Confirm your e-mail')).searchParams.get('token') ?? '';
    const page = await app.open('/account/email', { as: customer });
    await page.getByRole('link', { name: 'I have a code from the mail' }).click();
    await page.getByLabel('Code from the mail').fill(token);
    await page.getByRole('button', { name: 'Confirm' }).click();
    await page.getByText('Your e-mail is confirmed').waitFor();
  });

  test.each(everyViewport)(
    'changes the e-mail on a %s, and the link sent to the old e-mail reverts the change',
    async (viewport) => {
      const customer = await newCustomer();
      await confirmEmail(app.api, customer);
      const next = `next-${viewport}@example.com`;
      const page = await app.open('/account/email', { as: customer, viewport });
      await page.getByLabel('New e-mail').fill(next);
      await page.getByLabel('Current password').fill('not that one');
      await page.getByRole('button', { name: 'Send the link', exact: true }).click();
      await page.locator('input[name=current_password][aria-invalid=true]').waitFor();
      expect(await page.getByLabel('New e-mail').inputValue()).toBe(next);
      await page.getByLabel('Current password').fill(password);
      await page.getByRole('button', { name: 'Send the link', exact: true }).click();
      await page.getByText(`A mail is on its way to ${next}.`).waitFor();
      expect((await emailOf(customer)).email).toBe(customer.email);

      await page.goto(await linkTo(next, 'Confirm your new e-mail'));
      await page.getByRole('button', { name: 'Confirm' }).click();
      await page.getByText('Your e-mail is confirmed').waitFor();
      expect(await emailOf(customer)).toEqual({ email: next, email_verified: true });

      await page.goto(await linkTo(customer.email, 'Your e-mail at'));
      await page.getByRole('button', { name: 'Undo the change' }).click();
      await page.getByText('Your old e-mail is restored').waitFor();
      expect((await customer.get('/api/customer/profile/')).status).toBe(401);
      await page.goto('/account/email');
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    },
  );
});
