import { withoutChromium } from '@doorstep/testing/chromium';
import { noise } from '@doorstep/testing/images';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { everyViewport, hasFocus, useApp } from './app.ts';
import { networkThrottling } from './network-throttling.ts';
import { home, newAddresses } from './records.ts';
import { expectFullyVisible } from './visibility.ts';

const path = '/api/customer/addresses/';
const { country: _, ...typed } = home;
const field = (page: Page, name: string) => page.locator(`[name=${name}]`);

describe.skipIf(withoutChromium)('On a slow network', () => {
  const app = useApp();

  describe.each(everyViewport)('on a %s', (viewport) => {
    const openForm = async () => {
      const customer = await app.newCustomer();
      const page = await app.open('/addresses/new', { as: customer, viewport, locale: 'en-GB' });
      for (const [name, value] of Object.entries(typed)) await field(page, name).fill(value);
      await page.locator('button[type=submit]:enabled').last().waitFor();
      return { customer, page, setNetwork: await networkThrottling(page) };
    };

    test('the address book shows a loading state before its addresses', async () => {
      const page = await app.open('/profile', { as: await newAddresses(await app.newCustomer()), viewport });
      const setNetwork = await networkThrottling(page);
      await setNetwork({ latency: 200, down: 60_000, up: 30_000 });
      await app.holdApi();
      await page.goto('/addresses', { waitUntil: 'commit' });
      await page.locator('main:has(h1):has([role=status][aria-label=Loading]):not(:has(article))').waitFor();
      await page.getByRole('link', { name: 'Add an address' }).waitFor();
      await app.releaseApi();
      await page.getByRole('article').first().waitFor();
      await page.getByRole('status', { name: 'Loading' }).waitFor({ state: 'detached' });
    });

    test('an upload shows its progress, and can be cancelled without loss of input', async () => {
      const { customer, page, setNetwork } = await openForm();
      const buffer = await noise(500, 500).png().toBuffer();
      await page.locator('input[type=file]:enabled').setInputFiles({ name: 'bill.png', mimeType: 'image/png', buffer });
      await setNetwork({ latency: 200, up: 40_000 });
      await page.getByRole('button', { name: 'Add the address' }).click();
      const bar = page.getByRole('progressbar', { name: 'Uploading the proof' });
      await expectFullyVisible(bar);
      const share = () => bar.evaluate((progress: HTMLProgressElement) => progress.value);
      await expect.poll(share).toBeGreaterThan(0);
      const before = await share();
      await expect.poll(share).toBeGreaterThan(before);
      expect(await share()).toBeLessThan(1);
      await page.getByRole('button', { name: 'Cancel the upload' }).click();
      await page.getByText('The upload was cancelled. Your input is not lost.').waitFor();
      expect(await hasFocus(page.locator('input[type=file]'))).toBe(true);
      for (const [name, value] of Object.entries(typed)) expect(await field(page, name).inputValue()).toBe(value);
      await page.getByText('bill.png').waitFor();
      expect((await customer.get(path)).body.results).toEqual([]);
      await setNetwork({});
      await page.getByRole('button', { name: 'Add the address' }).click();
      await page.getByRole('article').getByText('Proof in review').waitFor();
      expect((await customer.get(path)).body.results).toMatchObject([{ ...home, proof_status: 'pending' }]);
    });

    test('a save shows and announces that it is in progress', async () => {
      const { customer, page, setNetwork } = await openForm();
      await setNetwork({ latency: 2_000 });
      const button = page.getByRole('button', { name: 'Add the address' });
      await button.click();
      await page.getByRole('status').getByText('Sending…').waitFor();
      expect(await button.getAttribute('aria-disabled')).toBe('true');
      await page.getByText('The address was added.').waitFor();
      expect((await customer.get(path)).body.results).toHaveLength(1);
    });
  });
});
