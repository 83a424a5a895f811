import { withoutChromium } from '@doorstep/testing/chromium';
import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { useApp } from './app.ts';
import { newAddresses } from './records.ts';
import { checkScreen } from './visual-checks.ts';

describe.skipIf(withoutChromium)('The screen', () => {
  const app = useApp({ name: 'Harbour Coffee', colour: '#0f766e' });
  const heading = (page: Page) => page.locator('h1').waitFor();

  for (const path of [
    '/sign-in',
    '/register',
    '/forgot-password',
    '/reset-password?token=abc',
    '/accept-invitation?token=abc',
  ]) {
    checkScreen({ app, name: path.slice(1).replace(/\?.*/, ''), path, ready: heading });
  }
  checkScreen({
    app,
    name: 'addresses',
    path: '/addresses',
    as: async () => newAddresses(await app.newCustomer()),
    ready: (page) => page.locator('article').first().waitFor(),
  });
  checkScreen({
    app,
    name: 'addresses-empty',
    path: '/addresses',
    as: app.newCustomer,
    ready: (page) => page.locator('main h2').waitFor(),
  });
  checkScreen({
    app,
    name: 'profile',
    path: '/profile',
    as: app.newCustomer,
    ready: (page) => page.locator('input[name=full_name]').waitFor(),
  });
  checkScreen({ app, name: 'account', path: '/account', as: app.newCustomer, ready: heading });
});
