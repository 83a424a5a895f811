import { withoutChromium } from '@doorstep/testing/chromium';
import { password, type SignedInClient } from '@doorstep/testing/client';
import type { Page } from 'playwright-core';
import { beforeAll, describe } from 'vitest';
import { newProof, newStaff, noActivity, onAnotherDevice } from './account-records.ts';
import { useApp, waitForImage } from './app.ts';
import { newAddresses } from './records.ts';
import { checkScreen } from './visual-checks.ts';

describe.skipIf(withoutChromium)('The account screen', () => {
  const app = useApp({ name: 'Harbour Coffee', colour: '#0f766e' });
  const heading = (page: Page) => page.locator('h1').waitFor();
  const shown = (selector: string) => (page: Page) => page.locator(selector).first().waitFor();
  let proofId: string;
  beforeAll(async () => {
    proofId = await newProof(await app.newCustomer(), 'Ada Lovelace');
    await newProof(await app.newCustomer(), 'ليلى حسن', { line1: 'Hauptstraße 1' });
  });

  // Created once, but signed in for each view, because a token expires after ten minutes.
  const signedIn = (create: () => Promise<SignedInClient>) => {
    let created: Promise<SignedInClient> | undefined;
    return async () => {
      created ??= create();
      return onAnotherDevice(app, await created);
    };
  };
  const busyCustomer = signedIn(async () => {
    const customer = await newAddresses(await app.newCustomer());
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada Lovelace', phone: '+442079460958' } });
    await customer.patch('/api/customer/profile/', { json: { full_name: 'Ada King' } });
    const [{ id }] = (await customer.get('/api/customer/addresses/')).body.results;
    await customer.patch(`/api/customer/addresses/${id}/`, {
      json: { line1: 'شارع الوصل 7', is_default_billing: true },
    });
    await customer.delete(`/api/customer/addresses/${id}/`);
    return onAnotherDevice(app, customer, 'phone');
  });
  const staff = signedIn(() => newStaff(app));
  const leavingCustomer = signedIn(async () => {
    const customer = await app.newCustomer();
    await customer.post('/api/customer/account/erasure/', { json: { password } });
    return customer;
  });

  const withoutActivity = async () => {
    await noActivity(app);
    return app.newCustomer();
  };

  checkScreen({ app, name: 'account-hub', path: '/account', as: app.newCustomer, ready: heading });
  checkScreen({ app, name: 'activity', path: '/activity', as: busyCustomer, ready: shown('main article') });
  checkScreen({ app, name: 'activity-empty', path: '/activity', as: withoutActivity, ready: shown('main h2') });
  checkScreen({ app, name: 'devices', path: '/account/devices', as: busyCustomer, ready: shown('main li button') });
  checkScreen({ app, name: 'email', path: '/account/email', as: app.newCustomer, ready: shown('main bdi') });
  checkScreen({ app, name: 'password', path: '/account/password', as: app.newCustomer, ready: heading });
  checkScreen({
    app,
    name: 'data',
    path: '/account/data',
    as: app.newCustomer,
    ready: shown('main section:nth-of-type(2) button'),
  });
  checkScreen({
    app,
    name: 'data-leaving',
    path: '/account/data',
    as: leavingCustomer,
    ready: shown('main [role=status], main [role=alert]'),
  });
  checkScreen({
    app,
    name: 'addresses-leaving',
    path: '/addresses',
    as: leavingCustomer,
    ready: shown('a[href="/account/data"]:visible'),
  });
  checkScreen({ app, name: 'verify-email', path: '/verify-email?token=abc', ready: heading });
  checkScreen({ app, name: 'verify-email-code', path: '/verify-email', ready: heading });
  checkScreen({ app, name: 'undo-email', path: '/undo-email?token=abc', ready: heading });
  checkScreen({
    app,
    name: 'sign-in-leaving',
    path: '/sign-in?done=erasure&at=2026-12-09T10:00:00.000Z',
    ready: heading,
  });
  checkScreen({ app, name: 'keep-account', path: '/account/keep', as: leavingCustomer, ready: shown('main button') });
  checkScreen({ app, name: 'missing-page', path: '/nope', as: app.newCustomer, ready: heading });
  checkScreen({ app, name: 'proofs', path: '/proofs', as: staff, ready: shown('main ol') });
  checkScreen({
    app,
    name: 'proofs-empty',
    path: '/proofs?status=rejected',
    as: staff,
    ready: shown('main h2'),
  });
  checkScreen({
    app,
    name: 'proof',
    path: () => `/proofs/${proofId}`,
    as: staff,
    ready: (page) => waitForImage(page.locator('main img')),
  });
});
