import type { Page } from 'playwright-core';

/** The latency of a round trip in milliseconds, and download and upload in bytes per second. */
export type NetworkConditions = { latency?: number; down?: number; up?: number };

/** Returns a function that throttles the network of a page in Chromium. Each call replaces all conditions. */
export const networkThrottling = async (page: Page): Promise<(conditions: NetworkConditions) => Promise<void>> => {
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
