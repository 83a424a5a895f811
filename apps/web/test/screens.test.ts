import type { Page } from 'playwright-core';
import { describe } from 'vitest';
import { withoutChromium } from '../../../packages/sdk/test/chromium.ts';
import { useApp } from './app.ts';
import { looksRight } from './looks.ts';
import { newAddresses } from './records.ts';

describe.skipIf(withoutChromium)('The screen', () => {
  const app = useApp({ name: 'Harbour Coffee', colour: '#0f766e' });
  const heading = (page: Page) => page.locator('h1').waitFor();

  for (const path of ['/sign-in', '/register', '/forgot-password', '/reset-password?token=abc']) {
    looksRight({ app, name: path.slice(1).replace(/\?.*/, ''), path, ready: heading });
  }
  looksRight({
    app,
    name: 'addresses',
    path: '/addresses',
    as: async () => newAddresses(await app.newCustomer()),
    ready: (page) => page.locator('article').first().waitFor(),
  });
  looksRight({
    app,
    name: 'addresses-empty',
    path: '/addresses',
    as: app.newCustomer,
    ready: (page) => page.locator('main h2').waitFor(),
  });
  looksRight({
    app,
    name: 'profile',
    path: '/profile',
    as: app.newCustomer,
    ready: (page) => page.locator('input[name=full_name]').waitFor(),
  });
  looksRight({ app, name: 'account', path: '/account', as: app.newCustomer, ready: heading });
});
