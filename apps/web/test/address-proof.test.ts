import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, noise, png } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { everyViewport, hasFocus, useApp, type Viewport, waitForImage } from './app.ts';
import { home } from './records.ts';

const path = '/api/customer/addresses/';

const addWithProof = async (customer: SignedInClient) =>
  (await customer.post(path, { form: form({ field: 'proof_image', bytes: await png() }, home) })).body;
const read = async (customer: SignedInClient, id: string) => (await customer.get(`${path}${id}/`)).body;
const choose = async (page: Page, name: string, mimeType: string, buffer: Buffer) => {
  await page.locator('input[type=file]:enabled').setInputFiles({ name, mimeType, buffer });
};
const save = (page: Page) => page.getByRole('button', { name: /^(Save|Add the address)$/ }).click();

describe.skipIf(withoutChromium)('The proof of an address', () => {
  const app = useApp();

  const openForm = async (customer: SignedInClient, viewport: Viewport = 'desktop') => {
    const page = await app.open('/addresses/new', { as: customer, viewport, locale: 'en-GB' });
    for (const [name, value] of Object.entries(home)) {
      if (name !== 'country') await page.locator(`[name=${name}]`).fill(value);
    }
    return page;
  };

  const decide = async (id: string, decision: 'approve' | 'reject', json?: object) => {
    const staff = await app.newCustomer();
    await app.api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [staff.userId]);
    const { status } = await staff.post(`/api/staff/address-proofs/${id}/${decision}/`, { json: json ?? {} });
    expect(status).toBeLessThan(300);
  };

  test.each(everyViewport)('has a preview, and is uploaded with the form, on a %s', async (viewport) => {
    const customer = await app.newCustomer();
    const page = await openForm(customer, viewport);
    await choose(page, 'bill.png', 'image/png', await png(600, 800));
    await page.getByRole('img', { name: 'The picture you chose' }).waitFor();
    await page.getByText('bill.png').waitFor();
    await save(page);
    await page.getByRole('article').getByText('Proof in review').waitFor();
    const [stored] = (await customer.get(path)).body.results;
    expect(stored).toMatchObject({ label: 'Home', proof_status: 'pending' });
    await page.goto(`/addresses/${stored.id}`);
    await waitForImage(page.locator('main a img'));
    const whole = await page.request.get(
      String(await page.getByRole('link', { name: 'Open the proof' }).getAttribute('href')),
    );
    expect(whole.headers()['content-type']).toBe('image/webp');
  });

  test('can be cancelled during the upload, which stores nothing, and sent again', async () => {
    const customer = await app.newCustomer();
    const page = await openForm(customer);
    const held = Promise.withResolvers<void>();
    await page.route(`**${path}`, async (route) => {
      await held.promise;
      await route.continue().catch(() => undefined);
    });
    await choose(page, 'bill.png', 'image/png', await noise(400, 400).png().toBuffer());
    await save(page);
    await page.getByRole('progressbar', { name: 'Uploading the proof' }).waitFor();
    await page.getByRole('button', { name: 'Cancel the upload' }).click();
    await page.getByText('The upload was cancelled. Your input is not lost.').waitFor();
    held.resolve();
    await page.unroute(`**${path}`);
    expect((await customer.get(path)).body.results).toEqual([]);
    expect(await page.locator('[name=line1]').inputValue()).toBe(home.line1);
    await page.getByText('bill.png').waitFor();
    await save(page);
    await page.getByRole('article').getByText('Proof in review').waitFor();
  });

  test.each([
    [
      'an HTML page with the type of a picture',
      'image/png',
      Buffer.from('<script>alert(1)</script>'),
      'Choose an image in JPEG, PNG',
    ],
    ['an SVG picture', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'Choose an image in'],
    ['a damaged picture', 'image/png', Buffer.from('\x89PNG\r\n\x1a\nnothing', 'latin1'), 'The image is damaged'],
    ['an empty file', 'image/png', Buffer.alloc(0), 'is empty'],
  ])(
    'that is %s is refused with the message of the API at its field, and the input stays',
    async (_what, type, bytes, message) => {
      const customer = await app.newCustomer();
      const page = await openForm(customer);
      await choose(page, 'bill.png', type, bytes);
      await save(page);
      await page.locator('[id$=error]').getByText(message).waitFor();
      await expect.poll(() => hasFocus(page.locator('input[type=file]'))).toBe(true);
      expect(await page.locator('[name=line1]').inputValue()).toBe(home.line1);
      await page.getByRole('button', { name: 'Remove' }).click();
      expect(await hasFocus(page.locator('input[type=file]'))).toBe(true);
      await save(page);
      await page.getByRole('article').waitFor();
      expect((await customer.get(path)).body.results).toMatchObject([{ proof_status: 'none' }]);
    },
  );

  test('that is too large is refused before the upload', async () => {
    const page = await openForm(await app.newCustomer());
    await choose(page, 'bill.png', 'image/png', Buffer.alloc(10 * 1024 * 1024 + 1));
    await page.getByText('This file is larger than 10 MB.').waitFor();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
    await save(page);
    await page.locator('[id$=error]').getByText('This file is larger than 10 MB.').waitFor();
    expect(sent).toEqual([]);
  });

  test('must be chosen again after a reload', async () => {
    const page = await openForm(await app.newCustomer());
    await choose(page, 'bill.png', 'image/png', await png());
    await page.reload();
    await page.getByText('Please choose bill.png again').waitFor();
  });

  test('shows the decision and its reason', async () => {
    const customer = await app.newCustomer();
    const { id } = await addWithProof(customer);
    await decide(id, 'reject', { reason: 'wrong_name', note: 'Your flatmate’s?' });
    const page = await app.open('/addresses', { as: customer });
    await page.getByRole('article').getByText('Proof rejected').waitFor();
    await page.getByRole('article').getByText('Your flatmate’s?').waitFor();
    await page.getByRole('link', { name: 'Edit Home' }).click();
    await page.getByText('Please choose a better picture, or correct the address.').waitFor();
    await choose(page, 'better.png', 'image/png', await png(64, 64));
    await save(page);
    await page.getByRole('article').getByText('Proof in review').waitFor();
    await decide(id, 'approve');
    await page.reload();
    await page.getByRole('article').getByText('Proof approved').waitFor();
  });

  test('is removed when the form is saved, and the removal can be cancelled before', async () => {
    const customer = await app.newCustomer();
    const { id } = await addWithProof(customer);
    const page = await app.open(`/addresses/${id}`, { as: customer });
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('The proof will be removed when you save.').waitFor();
    await page.getByRole('button', { name: 'Keep it' }).click();
    await page.getByText('The shop is reviewing it.').waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await save(page);
    await page.getByRole('article').waitFor();
    expect(await read(customer, id)).toMatchObject({ proof_status: 'none', proof_image: null });
  });
});
