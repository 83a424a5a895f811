import { withoutChromium } from '@doorstep/testing/chromium';
import { password } from '@doorstep/testing/client';
import { noise, phonePhoto } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { endAccessToken, everyViewport, hasFocus, screenshot, useApp, type Viewport, waitForImage } from './app.ts';
import { networkThrottling } from './network-throttling.ts';

const name = (page: Page) => page.getByLabel('Full name');
const phone = (page: Page) => page.getByRole('textbox', { name: 'Phone' });
const save = (page: Page) => page.getByRole('button', { name: 'Save', exact: true }).click();

describe.skipIf(withoutChromium)('The profile', () => {
  const app = useApp();
  const open = async (viewport: Viewport = 'desktop') => {
    const customer = await app.newCustomer();
    const page = await app.open('/profile', { as: customer, viewport });
    await page.getByRole('button', { name: 'Save', exact: true, disabled: false }).waitFor();
    return { customer, page, stored: async () => (await customer.get('/api/customer/profile/')).body };
  };

  const choose = async (page: Page, buffer: Buffer, mimeType = 'image/jpeg') =>
    page.locator('input[type=file]').setInputFiles({ name: 'picture', mimeType, buffer });

  test('saves a name and a phone with its country, and shows during typing whether the number is complete', async () => {
    const { page, stored } = await open();
    await name(page).fill('Ada Lovelace');
    await page.getByLabel('Country of the phone number').selectOption('DE');
    await phone(page).pressSequentially('1511234');
    await page.getByText('not complete yet').waitFor();
    await phone(page).pressSequentially('5678');
    await page.getByText('This is a valid number').waitFor();
    await screenshot(page, 'profile-phone');
    await save(page);
    await page.getByText('Your profile is saved').waitFor();
    expect(await stored()).toMatchObject({ full_name: 'Ada Lovelace', phone: '+4915112345678' });
    await page.getByText('Ada Lovelace').first().waitFor();
  });

  test('saves a picture that is cropped to a square with the keyboard, and removes it again', async () => {
    const { page, stored } = await open();
    await choose(page, await phonePhoto());
    const dialog = page.getByRole('dialog', { name: 'Crop to a square' });
    await dialog.waitFor();
    await dialog.getByLabel('Zoom').fill('2');
    await dialog.getByRole('button', { name: 'Selected part of the picture' }).press('ArrowRight');
    await screenshot(page, 'profile-crop');
    await dialog.getByRole('button', { name: 'Use this part' }).click();
    await page.getByText('Your new picture is saved').waitFor();
    const picture = page.getByRole('img', { name: 'Your picture' });
    await waitForImage(picture);
    const sides = await picture.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect(sides[0]).toBe(sides[1]);
    await screenshot(page, 'profile-picture');
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Your picture was removed').waitFor();
    expect((await stored()).profile_picture).toBeNull();
    // The picture raised the version, which is no conflict for the other fields.
    await name(page).fill('Ada');
    await save(page);
    await page.getByText('Your profile is saved').waitFor();
  });

  test('keeps input from before hydration', async () => {
    const page = await app.open('/sign-in', { as: await app.newCustomer() });
    const arrived = Promise.withResolvers<void>();
    await page.route('**/_next/static/**/*.js', async (route) => {
      await arrived.promise;
      return route.continue();
    });
    await page.goto('/profile', { waitUntil: 'commit' });
    await name(page).fill('Typed early');
    arrived.resolve();
    await page.getByRole('button', { name: 'Save', exact: true, disabled: false }).waitFor();
    await page.goto('/account');
    await page.goto('/profile');
    await page.getByText('Your unsaved input is restored').waitFor();
    expect(await name(page).inputValue()).toBe('Typed early');
  });

  test('uploads and removes a picture only once on a double click', async () => {
    const { page } = await open();
    const sent: string[] = [];
    page.on('request', (request) => request.method() === 'PATCH' && sent.push(request.url()));
    await choose(page, await phonePhoto());
    await page.getByRole('button', { name: 'Use this part' }).dblclick();
    await page.getByText('Your new picture is saved').waitFor();
    expect(sent).toHaveLength(1);
    const answered = Promise.withResolvers<void>();
    await page.route('**/api/customer/profile/', async (route) => {
      await answered.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'Remove' }).dblclick();
    answered.resolve();
    await page.getByText('Your picture was removed').waitFor();
    expect(sent).toHaveLength(2);
    expect(await hasFocus(page.locator('input[type=file]'))).toBe(true);
  });

  test('keeps input typed during a save, and saves it the next time', async () => {
    const { page, stored } = await open();
    const answered = Promise.withResolvers<void>();
    await page.route('**/api/customer/profile/', async (route) => {
      await answered.promise;
      await route.continue();
    });
    await name(page).fill('Ada');
    const sent = page.waitForRequest((request) => request.method() === 'PATCH');
    await save(page);
    await sent;
    await name(page).fill('Ada Lovelace');
    answered.resolve();
    await page.getByText('Your profile is saved').waitFor();
    expect(await name(page).inputValue()).toBe('Ada Lovelace');
    await page.reload();
    await page.getByText('Your unsaved input is restored').waitFor();
    await save(page);
    await page.getByText('Your profile is saved').waitFor();
    expect((await stored()).full_name).toBe('Ada Lovelace');
  });

  test('shows the stored values after a save, and deletes the draft', async () => {
    const { page, stored } = await open();
    await name(page).fill('  Ada  ');
    await save(page);
    await page.getByText('Your profile is saved').waitFor();
    expect((await stored()).full_name).toBe('Ada');
    await expect.poll(() => name(page).inputValue()).toBe('Ada');
    expect(await page.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("draft"))')).toEqual([]);
  });

  test('shows changes from elsewhere when it restores a draft', async () => {
    const { customer, page, stored } = await open();
    await name(page).fill('Typed before');
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Saved since', phone: '+4915112345678' } });
    await page.reload();
    const dialog = page.getByRole('alertdialog', { name: 'This was changed elsewhere' });
    await dialog.getByText('Typed before').waitFor();
    await dialog.getByText('Saved since').click();
    await dialog.getByRole('button', { name: 'Save this' }).click();
    await page.getByText('Your profile is saved').waitFor();
    expect(await stored()).toMatchObject({ full_name: 'Saved since', phone: '+4915112345678' });
    expect(await page.getByText('Your unsaved input is restored').count()).toBe(0);
  });

  describe.each(everyViewport)('on a %s', (viewport) => {
    test('restores unsaved input after a reload, until it is discarded', async () => {
      const { page } = await open(viewport);
      await name(page).fill('Half a na');
      await page.reload();
      await page.getByText('Your unsaved input is restored').waitFor();
      expect(await name(page).inputValue()).toBe('Half a na');
      await page.getByRole('button', { name: 'Discard it' }).click();
      expect(await name(page).inputValue()).toBe('');
      expect(await hasFocus(name(page))).toBe(true);
      await page.reload();
      await page.getByRole('button', { name: 'Save', exact: true, disabled: false }).waitFor();
      expect(await name(page).inputValue()).toBe('');
    });

    test('is saved even if the access token has expired', async () => {
      const { page, stored } = await open(viewport);
      await name(page).fill('Ada');
      await endAccessToken(page);
      await save(page);
      await page.getByText('Your profile is saved').waitFor();
      expect((await stored()).full_name).toBe('Ada');
    });

    test('is saved in two tabs at the same time with one token refresh', async () => {
      const { customer, page, stored } = await open(viewport);
      const second = await page.context().newPage();
      await second.goto('/profile');
      await second.getByRole('button', { name: 'Save', exact: true, disabled: false }).waitFor();
      const tabs = [page, second];
      for (const tab of tabs) await name(tab).fill('Ada Lovelace');
      await endAccessToken(page);
      await Promise.all(tabs.map(save));
      await Promise.all(tabs.map((tab) => tab.getByText('Your profile is saved').waitFor()));
      expect((await stored()).full_name).toBe('Ada Lovelace');
      const { results } = (await customer.get('/api/customer/activity/')).body;
      expect(results.filter(({ action }: { action: string }) => action === 'session.refreshed')).toHaveLength(1);
      await Promise.all(tabs.map((tab) => tab.goto('/account')));
      for (const tab of tabs) await tab.getByRole('heading', { name: 'Account', exact: true }).waitFor();
    });

    test('shows the sign-in when the session was ended elsewhere, and restores the input after it', async () => {
      const { customer, page } = await open(viewport);
      await name(page).fill('Typed before');
      await customer.post('/api/auth/logout/');
      await save(page);
      await page.getByText('Your session has ended').waitFor();
      await screenshot(page, `sign-in-ended-${viewport}`);
      await page.getByLabel('E-mail').fill(customer.email);
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('Your unsaved input is restored').waitFor();
      expect(await name(page).inputValue()).toBe('Typed before');
    });

    test('shows changes from elsewhere before it saves, and saves the chosen values', async () => {
      const { customer, page, stored } = await open(viewport);
      await name(page).fill('Typed here');
      await customer.patch('/api/customer/profile/', { json: { full_name: 'Saved there', phone: '+4915112345678' } });
      await save(page);
      const dialog = page.getByRole('alertdialog', { name: 'This was changed elsewhere' });
      await dialog.waitFor();
      await screenshot(page, `profile-conflict-${viewport}`);
      await dialog.getByRole('button', { name: 'Save this' }).click();
      await page.getByText('Your profile is saved').waitFor();
      expect(await stored()).toMatchObject({ full_name: 'Typed here', phone: '+4915112345678' });
    });

    test('keeps the input and shows an error while offline', async () => {
      const { page } = await open(viewport);
      await name(page).fill('Ada');
      await page.context().setOffline(true);
      await save(page);
      await page.getByRole('alert').getByText('You are offline').waitFor();
      await screenshot(page, `profile-offline-${viewport}`);
      expect(await name(page).inputValue()).toBe('Ada');
      await page.context().setOffline(false);
      await save(page);
      await page.getByText('Your profile is saved').waitFor();
    });

    test('stays unchanged when an upload is cancelled', async () => {
      const { page, stored } = await open(viewport);
      const setNetwork = await networkThrottling(page);
      await choose(page, await noise(1400, 1400).png().toBuffer(), 'image/png');
      await page.getByRole('button', { name: 'Use this part' }).waitFor();
      await setNetwork({ up: 20_000 });
      await page.getByRole('button', { name: 'Use this part' }).click();
      await page.getByRole('progressbar', { name: 'Uploading' }).waitFor();
      await screenshot(page, `profile-uploading-${viewport}`);
      await page.getByRole('button', { name: 'Cancel the upload' }).click();
      await page.getByText('The upload was cancelled').waitFor();
      expect(await hasFocus(page.locator('input[type=file]'))).toBe(true);
      expect(await stored()).toMatchObject({ profile_picture: null, version: 1 });
    });

    test('shows an error for a file that is not a picture', async () => {
      const { page } = await open(viewport);
      await choose(
        page,
        Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
        'image/png',
      );
      await page.getByText('This file is not a valid picture').waitFor();
      await screenshot(page, `profile-no-picture-${viewport}`);
    });
  });
});
