import { gzipSync } from 'node:zlib';
import { withoutChromium } from '@doorstep/testing/chromium';
import type { Response } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { useApp } from './app.ts';
import { newAddresses } from './records.ts';

const maxBytes = 170_000;

describe.skipIf(withoutChromium)('The first load of the address book', () => {
  const app = useApp();

  test(`loads at most ${maxBytes / 1000} kB of scripts, gzipped`, async () => {
    const page = await app.open('/sign-in', { as: await newAddresses(await app.newCustomer()) });
    const scripts: Response[] = [];
    page.on('response', (response) => {
      if (response.request().resourceType() === 'script') scripts.push(response);
    });
    // Linked pages are prefetched after hydration, when all scripts are loaded.
    await Promise.all([page.waitForRequest(/[?&]_rsc=/), page.goto('/addresses')]);
    const sizes = await Promise.all(scripts.map(async (script) => gzipSync(await script.body()).length));
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(maxBytes);
  });
});
