import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { everyViewport, useApp } from './app.ts';
import { home } from './records.ts';

const path = '/api/customer/addresses/';

const field = (page: Page, name: string) => page.locator(`[name=${name}]`);
const chooseCountry = async (page: Page, country: string, name: string) => {
  await field(page, 'country').selectOption(country);
  await page.getByText(`Loading the form for ${name}`).waitFor({ state: 'detached' });
};
const fieldsShown = (page: Page) =>
  page.locator('main form [name]').evaluateAll((elements) => elements.map((element) => element.getAttribute('name')));
const fill = async (page: Page, values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
};
const save = (page: Page) => page.getByRole('button', { name: /^(Save|Add the address)$/ }).click();
const add = async (customer: SignedInClient, fields: object = {}) =>
  (await customer.post(path, { json: { ...home, ...fields } })).body;
const stored = async (customer: SignedInClient) => (await customer.get(path)).body.results;

describe.skipIf(withoutChromium)('The address form', () => {
  const app = useApp();

  describe.each(everyViewport)('on a %s', (viewport) => {
    test('adds an address to the book, and makes the first one the default', async () => {
      const customer = await app.newCustomer();
      const page = await app.open('/addresses', { as: customer, viewport });
      await page.getByRole('link', { name: 'Add an address' }).first().click();
      await chooseCountry(page, 'GB', 'United Kingdom');
      await fill(page, { recipient_name: 'Ada', line1: 'Main Street 1', city: 'London', postal_code: 'sw1y 4jh' });
      await field(page, 'label').fill('Home');
      await save(page);
      await page.getByText('The address was added.').waitFor();
      await page.getByRole('article').getByText('SW1Y 4JH').waitFor();
      expect(await stored(customer)).toMatchObject([
        { label: 'Home', country: 'GB', is_default_shipping: true, is_default_billing: true },
      ]);
    });

    test('changes an address, and returns to the address book', async () => {
      const customer = await app.newCustomer();
      const { id } = await add(customer);
      const page = await app.open('/addresses', { as: customer, viewport });
      await page.getByRole('link', { name: 'Edit Home' }).click();
      await field(page, 'line1').fill('13 St James’s Square');
      await save(page);
      await page.getByRole('article').getByText('13 St James’s Square').waitFor();
      expect((await customer.get(`${path}${id}/`)).body).toMatchObject({ ...home, line1: '13 St James’s Square' });
    });
  });

  describe.each(everyViewport)('on a %s, the phone', (viewport) => {
    test('can be typed in the national format of the country', async () => {
      const customer = await app.newCustomer();
      const page = await app.open('/addresses/new', { as: customer, viewport, locale: 'en-GB' });
      const { country: _, ...typed } = home;
      await fill(page, typed);
      await field(page, 'phone').fill('07911123456');
      await page.getByText('This is a valid number.').waitFor();
      await field(page, 'phone').press('Enter');
      await page.getByText('The address was added.').waitFor();
      expect(await stored(customer)).toMatchObject([{ phone: '+447911123456' }]);
    });

    test('can be copied from the profile with one click', async () => {
      const customer = await app.newCustomer();
      await customer.patch('/api/customer/profile/', { json: { phone: '+4915112345678' } });
      const page = await app.open('/addresses/new', { as: customer, viewport, locale: 'en-GB' });
      await page.getByRole('button', { name: 'Use +49 1511 2345678 from your profile' }).click();
      expect(await field(page, 'phone').inputValue()).toBe('+49 1511 2345678');
      expect(await page.getByLabel('Country of the phone number').inputValue()).toBe('DE');
      expect(await page.getByRole('button', { name: /from your profile/ }).count()).toBe(0);
    });
  });

  test('validates a national phone number for the chosen country', async () => {
    const page = await app.open('/addresses/new', { as: await app.newCustomer(), locale: 'en-GB' });
    await field(page, 'phone').fill('07911 123456');
    await page.getByText('This is a valid number.').waitFor();
    await field(page, 'phone').fill('');
    await chooseCountry(page, 'DE', 'Germany');
    expect(await page.getByLabel('Country of the phone number').inputValue()).toBe('DE');
    await field(page, 'phone').fill('030 123456');
    await field(page, 'line1').focus();
    expect(await field(page, 'phone').inputValue()).toBe('+49 30 123456');
  });

  test('shows the fields of the country, in its order and with its names', async () => {
    const page = await app.open('/addresses/new', { as: await app.newCustomer(), locale: 'en-US' });
    await field(page, 'line1').waitFor();
    const rest = ['phone', 'delivery_instructions', 'label', 'is_default_shipping', 'is_default_billing'];
    const lines = ['recipient_name', 'company', 'line1', 'line2', 'line3'];
    expect(await fieldsShown(page)).toEqual(['country', ...lines, 'city', 'state', 'postal_code', ...rest]);
    expect(await page.getByLabel('ZIP code').getAttribute('required')).toBe('');
    await page.getByText('Such as 95014').waitFor();
    await page.getByLabel('State').selectOption({ label: 'California' });
    await chooseCountry(page, 'JP', 'Japan');
    await page.getByLabel('Prefecture').waitFor();
    expect((await fieldsShown(page)).indexOf('postal_code')).toBeLessThan((await fieldsShown(page)).indexOf('line1'));
    await chooseCountry(page, 'AE', 'United Arab Emirates');
    await page.getByLabel('Emirate').waitFor();
    expect(await fieldsShown(page)).not.toContain('postal_code');
  });

  test('keeps values of fields that both countries have, and restores the state with its country', async () => {
    const customer = await app.newCustomer();
    const page = await app.open('/addresses/new', { as: customer, locale: 'en-US' });
    await fill(page, { recipient_name: 'Ada', line1: 'Main Street 1', city: 'Springfield', postal_code: '95014' });
    await field(page, 'state').selectOption('CA');
    await chooseCountry(page, 'AE', 'United Arab Emirates');
    await page.getByLabel('Emirate').waitFor();
    expect(await field(page, 'city').inputValue()).toBe('Springfield');
    expect(await field(page, 'state').inputValue()).toBe('');
    await chooseCountry(page, 'US', 'United States');
    await page.getByLabel('ZIP code').waitFor();
    expect(await field(page, 'postal_code').inputValue()).toBe('95014');
    expect(await field(page, 'state').inputValue()).toBe('CA');
    await chooseCountry(page, 'AE', 'United Arab Emirates');
    await page.getByLabel('Emirate').selectOption({ index: 1 });
    await save(page);
    await page.getByText('The address was added.').waitFor();
    expect(await stored(customer)).toMatchObject([{ country: 'AE', city: 'Springfield', postal_code: '' }]);
  });

  test('preselects the country of the newest address, or that of the browser without one', async () => {
    const customer = await app.newCustomer();
    const first = await app.open('/addresses/new', { as: customer, locale: 'de-AT' });
    await field(first, 'line1').waitFor();
    expect(await field(first, 'country').inputValue()).toBe('AT');
    await add(customer);
    const next = await app.open('/addresses/new', { as: customer, locale: 'de-AT' });
    await field(next, 'line1').waitFor();
    expect(await field(next, 'country').inputValue()).toBe('GB');
  });

  test('shows errors at each field before it sends anything', async () => {
    const customer = await app.newCustomer();
    const page = await app.open('/addresses/new', { as: customer, locale: 'en-GB' });
    await page.getByText('Such as EC1Y 8SY').waitFor();
    await fill(page, { recipient_name: 'Ada', postal_code: '12345' });
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await save(page);
    await page.getByText('Enter a valid postal code for the United Kingdom').waitFor();
    await page.getByText('Enter the street address. It is required in the United Kingdom.').waitFor();
    expect(await page.getByText('Such as EC1Y 8SY', { exact: true }).count()).toBe(0);
    await page.getByText('Enter the post town. It is required in the United Kingdom.').waitFor();
    expect(await field(page, 'line1').evaluate((element) => element === document.activeElement)).toBe(true);
    expect(sent).toEqual([]);
  });

  test('shows errors from the API at their fields', async () => {
    const page = await app.open('/addresses/new', { as: await app.newCustomer(), locale: 'zh-CN' });
    await fill(page, { recipient_name: 'Ada', line1: 'Rua 1', postal_code: '100000' });
    await field(page, 'state').selectOption('澳门');
    await save(page);
    await page.getByText('Enter a valid postal code for China').waitFor();
    expect(await field(page, 'postal_code').getAttribute('aria-invalid')).toBe('true');
    expect(await field(page, 'line1').inputValue()).toBe('Rua 1');
  });

  test('lets the customer choose between two values when the address was changed elsewhere', async () => {
    const customer = await app.newCustomer();
    const { id } = await add(customer);
    const page = await app.open(`/addresses/${id}`, { as: customer });
    await field(page, 'line1').fill('1 Mine');
    await customer.patch(`${path}${id}/`, { json: { line1: '2 Theirs', delivery_instructions: 'Ring twice' } });
    await save(page);
    const dialog = page.getByRole('alertdialog', { name: 'This was changed elsewhere' });
    await dialog.getByText('2 Theirs').waitFor();
    await dialog.getByRole('button', { name: 'Save this' }).click();
    await page.getByText('The address is saved.').waitFor();
    expect((await customer.get(`${path}${id}/`)).body).toMatchObject({
      line1: '1 Mine',
      delivery_instructions: 'Ring twice',
    });
  });

  test('explains what to do when the limit of addresses is reached', async () => {
    await app.api.setTenant(app.tenantId, 'limits.live_addresses', '1');
    try {
      const customer = await app.newCustomer();
      await add(customer);
      const page = await app.open('/addresses/new', { as: customer });
      await fill(page, { recipient_name: 'Ada', line1: 'Other 1', city: 'London', postal_code: 'SW1Y 4JH' });
      await save(page);
      await page.getByText('You have 1 address, and the limit is 1. Delete one first.').waitFor();
      await page.getByRole('alert').getByRole('link', { name: 'To your addresses' }).click();
      await page.getByRole('article').waitFor();
    } finally {
      await app.api.setTenant(app.tenantId, 'limits.live_addresses', '50');
    }
  });

  test('links to the existing address if the shop refuses duplicates', async () => {
    await app.api.setTenant(app.tenantId, 'duplicate_addresses', 'refuse');
    try {
      const customer = await app.newCustomer();
      const { id } = await add(customer);
      const page = await app.open('/addresses/new', { as: customer });
      const { recipient_name, line1, city, postal_code } = home;
      await fill(page, { recipient_name, line1, city, postal_code });
      await save(page);
      await page.getByText('You already have this address.').waitFor();
      await page.getByRole('alert').getByRole('link', { name: 'Show it' }).click();
      await page.waitForURL(`**/addresses/${id}`);
    } finally {
      await app.api.setTenant(app.tenantId, 'duplicate_addresses', 'allow');
    }
  });

  test('stores a duplicate and links to the existing address if the shop allows duplicates', async () => {
    const customer = await app.newCustomer();
    const { id } = await add(customer);
    const page = await app.open('/addresses/new', { as: customer });
    const { recipient_name, line1, city, postal_code } = home;
    await fill(page, { recipient_name, line1, city, postal_code });
    await save(page);
    await page.getByText('You already had the same address.').waitFor();
    await page.getByRole('link', { name: 'Show it' }).click();
    await page.waitForURL(`**/addresses/${id}`);
    expect(await stored(customer)).toHaveLength(2);
  });
});

describe.skipIf(withoutChromium)(
  'In a shop that only warns about invalid addresses and requires a confirmed e-mail,',
  () => {
    const app = useApp({ address_checking: 'warn', require_verified_email: 'true' });

    test('an invalid address is stored, and the customer is asked to check it', async () => {
      const customer = await app.newCustomer();
      await app.api.sql('UPDATE users SET email_verified_at = now() WHERE id = $1', [customer.userId]);
      const page = await app.open('/addresses/new', { as: customer, locale: 'en-GB' });
      await fill(page, { recipient_name: 'Ada', line1: 'Main Street 1', city: 'London', postal_code: '12345' });
      await save(page);
      await page.getByRole('heading', { name: 'The address was added.' }).waitFor();
      await page.getByText('Enter a valid postal code for the United Kingdom').waitFor();
      await page.getByRole('link', { name: 'Change it' }).click();
      await field(page, 'postal_code').fill('SW1Y 4JH');
      await save(page);
      await page.getByRole('article').getByText('SW1Y 4JH').waitFor();
    });

    test('a customer with an unconfirmed e-mail is asked to confirm it, before and after the form is sent', async () => {
      const page = await app.open('/addresses/new', { as: await app.newCustomer(), locale: 'en-GB' });
      await page.getByText('Please confirm your e-mail before you add your first address.').waitFor();
      await fill(page, { recipient_name: 'Ada', line1: 'Main Street 1', city: 'London', postal_code: 'SW1Y 4JH' });
      await save(page);
      await page.getByText('Confirm your e-mail first. Open the link in the mail that we sent you.').waitFor();
      expect(await page.getByRole('alert').getByRole('link', { name: 'To your account' }).getAttribute('href')).toBe(
        '/account',
      );
      expect(await field(page, 'line1').inputValue()).toBe('Main Street 1');
    });
  },
);
