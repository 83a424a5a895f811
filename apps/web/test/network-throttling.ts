import type { Page } from 'playwright-core';

/** How slow a network is: milliseconds there and back, and bytes in a second either way. */
export type Slowness = { latency?: number; down?: number; up?: number };

/** Chromium's own hand on the network of a page, below all that the app could notice; each call sets it anew. */
export const networkThrottling = async (page: Page): Promise<(slowness: Slowness) => Promise<void>> => {
  const session = await page.context().newCDPSession(page);
  return async ({ latency = 0, down = -1, up = -1 }) => {
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency,
      downloadThroughput: down,
      uploadThroughput: up,
    });
  };
};
