import { withoutChromium } from '@doorstep/testing/chromium';
import type { SignedInClient } from '@doorstep/testing/client';
import { form, phonePhoto } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { useApp, waitForImage } from './app.ts';
import { newAddresses } from './records.ts';
import { checkScreen } from './visual-checks.ts';

const path = '/api/customer/addresses/';
const dubaiAddress = {
  label: 'Home',
  recipient_name: 'ليلى حسن',
  line1: 'شارع الشيخ زايد 15',
  city: 'دبي',
  state: 'دبي',
  country: 'AE',
  phone: '+97142345678',
  delivery_instructions: 'Ring twice, please.\nالطابق الثالث',
};

describe.skipIf(withoutChromium)('The screen', () => {
  const app = useApp({ name: 'Harbour Coffee', colour: '#0f766e' });
  const fields = (page: Page) => page.locator('[name=line1]').waitFor();
  const card = (page: Page) => page.locator('article').first().waitFor();
  let shown = '';

  const withRejectedProof = async (): Promise<SignedInClient> => {
    const customer = await app.newCustomer();
    const proof = { field: 'proof_image', bytes: await phonePhoto() };
    shown = (await customer.post(path, { form: form(proof, dubaiAddress) })).body.id;
    const staff = await app.newCustomer();
    await app.api.sql("UPDATE users SET role = 'reviewer' WHERE id = $1", [staff.userId]);
    await staff.post(`/api/staff/address-proofs/${shown}/reject/`, {
      json: { reason: 'wrong_name', note: 'The bill is of your flatmate.' },
    });
    return customer;
  };

  checkScreen({ app, name: 'address-new', path: '/addresses/new', as: app.newCustomer, ready: fields });
  checkScreen({
    app,
    name: 'address-edit',
    path: () => `/addresses/${shown}`,
    as: withRejectedProof,
    ready: async (page) => {
      await fields(page);
      await waitForImage(page.locator('main a img'));
    },
  });
  checkScreen({
    app,
    name: 'address-faults',
    path: '/addresses/new',
    as: app.newCustomer,
    ready: async (page) => {
      await page.locator('main form button[type=submit]:enabled').last().click();
      await page.locator('[aria-invalid=true]').first().waitFor();
    },
  });
  checkScreen({
    app,
    name: 'address-menu',
    path: '/addresses',
    as: async () => newAddresses(await withRejectedProof()),
    ready: async (page) => {
      await card(page);
      await page.locator('article button[aria-expanded]:enabled').first().click();
    },
  });
  checkScreen({
    app,
    name: 'addresses-deleted',
    path: '/addresses/deleted',
    as: async () => {
      const customer = await newAddresses(await app.newCustomer());
      for (const { id } of (await customer.get(path)).body.results) await customer.delete(`${path}${id}/`);
      return customer;
    },
    ready: card,
  });
  checkScreen({
    app,
    name: 'addresses-none-deleted',
    path: '/addresses/deleted',
    as: app.newCustomer,
    ready: (page) => page.locator('main h2').waitFor(),
  });
});
