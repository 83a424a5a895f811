import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { noise, phonePhoto } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { type App, useApp } from './app.ts';
import { networkThrottling } from './network-throttling.ts';
import { home, newAddresses } from './records.ts';
import { checkScreen, type Screen, stateViews } from './visual-checks.ts';

const path = '/api/customer/addresses/';
const colour = '#0f766e';
const post = async (customer: SignedInClient, json: object) => (await customer.post(path, { json })).body;
// By name, because the screens are tested in every language.
const field = (page: Page, name: string) => page.locator(`main [name=${name}]`);
const fill = async (page: Page, values: Record<string, string>) => {
  for (const [name, value] of Object.entries(values)) await field(page, name).fill(value);
};
const send = (page: Page) => page.locator('main form button[type=submit]:enabled').last().click();
const choose = async (page: Page, buffer: Buffer, mimeType = 'image/png') =>
  page
    .locator('input[type=file]:enabled')
    .setInputFiles({ name: 'electricity bill of November.png', mimeType, buffer });
// The network is slow, so that the upload is still in progress during the checks.
const startSlowUpload = async (page: Page, start: () => Promise<void>) => {
  await (await networkThrottling(page))({ up: 20_000 });
  await start();
  const share = () => page.locator('main progress').evaluate((bar: HTMLProgressElement) => bar.value);
  await expect.poll(share).toBeGreaterThan(0.15);
};

const checkState = (app: App, state: Omit<Screen, 'app' | 'views'>): void =>
  checkScreen({ app, views: stateViews, ...state });

describe.skipIf(withoutChromium)('The state', () => {
  const app = useApp({ name: 'Harbour Coffee', colour });
  let customer: SignedInClient;
  let id = '';
  const newCustomer = async () => {
    customer = await app.newCustomer();
    return customer;
  };
  const withAddress = async () => {
    ({ id } = await post(await newCustomer(), { ...home, label: 'Home' }));
    return customer;
  };
  const edit = () => `/addresses/${id}`;
  const dialog = (page: Page) => page.locator('[role=alertdialog]').waitFor();
  const alert = (page: Page) => page.locator('main [role=alert]').waitFor();

  checkState(app, {
    name: 'state-address-conflict',
    window: true,
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await fill(page, {
        line1: '1 Llanfairpwllgwyngyllgogerychwyrndrobwll Square',
        delivery_instructions: 'Ring\nTwice',
      });
      const json = { line1: 'شارع الوصل 7', label: '', delivery_instructions: 'Leave it at the back door, please.' };
      await customer.patch(`${path}${id}/`, { json: { ...json, is_default_billing: true } });
      await send(page);
      await dialog(page);
    },
  });
  checkState(app, {
    name: 'state-profile-conflict',
    window: true,
    path: '/profile',
    as: newCustomer,
    ready: async (page) => {
      await fill(page, { full_name: 'Ada Lovelace' });
      await customer.patch('/api/customer/profile/', { json: { full_name: 'ليلى حسن', phone: '+442079460958' } });
      await send(page);
      await dialog(page);
    },
  });
  checkState(app, {
    name: 'state-proof-uploading',
    window: true,
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await choose(page, await noise(500, 500).png().toBuffer());
      await startSlowUpload(page, () => send(page));
    },
  });
  checkState(app, {
    name: 'state-picture-crop',
    window: true,
    path: '/profile',
    as: newCustomer,
    ready: async (page) => {
      await choose(page, await phonePhoto(), 'image/jpeg');
      await page.locator('[role=dialog] input[type=range]').fill('1.5');
    },
  });
  checkState(app, {
    name: 'state-picture-uploading',
    window: true,
    path: '/profile',
    as: newCustomer,
    ready: async (page) => {
      await choose(page, await noise(1000, 1000).png().toBuffer());
      await startSlowUpload(page, () => page.locator('[role=dialog] button').last().click());
    },
  });
  checkState(app, {
    name: 'state-address-deleted',
    window: true,
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await fill(page, { line1: 'Other 1' });
      await customer.delete(`${path}${id}/`);
      await send(page);
      await alert(page);
    },
  });
  checkState(app, {
    name: 'state-proof-refused',
    window: true,
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await choose(page, Buffer.from('<script>alert(1)</script>'));
      await send(page);
      await page.locator('[aria-invalid=true]').waitFor({ state: 'attached' });
    },
  });
  checkState(app, {
    name: 'state-offline',
    path: '/addresses',
    as: async () => newAddresses(await newCustomer()),
    ready: async (page) => {
      await page.locator('article').first().waitFor();
      await page.context().setOffline(true);
      await page.locator('[role=status] p').waitFor();
    },
  });
  checkState(app, {
    name: 'state-offline-form',
    window: true,
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await fill(page, { line1: 'Other 1' });
      await page.context().setOffline(true);
      await send(page);
      await alert(page);
    },
  });
  checkState(app, {
    name: 'state-draft-back',
    path: edit,
    as: withAddress,
    ready: async (page) => {
      await fill(page, { line1: 'Other 1' });
      await page.reload();
      await page.locator('main form [role=status] button').waitFor();
    },
  });
});

describe.skipIf(withoutChromium)('In a shop that only warns about invalid addresses and allows two, the state', () => {
  const app = useApp({ name: 'Harbour Coffee', colour, address_checking: 'warn', 'limits.live_addresses': '2' });
  const odd = { recipient_name: 'Ada', line1: 'Main Street 1', city: 'London', postal_code: '12345' };
  const withAddresses = (count: number) => async () => {
    const customer = await app.newCustomer();
    for (const _ of Array(count)) await post(customer, { ...odd, country: 'GB' });
    return customer;
  };
  const fillAndSend = async (page: Page) => {
    await fill(page, odd);
    await send(page);
  };

  checkState(app, {
    name: 'state-saved-with-notes',
    path: '/addresses/new',
    as: withAddresses(1),
    ready: async (page) => {
      await fillAndSend(page);
      await page.locator('main h2 + div li').waitFor();
    },
  });
  checkState(app, {
    name: 'state-no-more-addresses',
    window: true,
    path: '/addresses/new',
    as: withAddresses(2),
    ready: async (page) => {
      await fillAndSend(page);
      await page.locator('main [role=alert] a').waitFor();
    },
  });
});
