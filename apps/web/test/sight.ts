import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until all of an element can be seen in the window, with nothing laid over its middle. */
export const seesWhole = async (element: Locator): Promise<void> => {
  await element.waitFor();
  const seen = () =>
    element.evaluate((it) => {
      const { top, bottom, left, right } = it.getBoundingClientRect();
      const uppermost = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top >= 0 && bottom <= innerHeight && (it.contains(uppermost) || uppermost?.contains(it) === true);
    });
  await expect.poll(seen).toBe(true);
};
