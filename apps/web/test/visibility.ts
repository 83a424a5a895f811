import type { Locator } from 'playwright-core';
import { expect } from 'vitest';

/** Waits until an element is completely within the window and nothing covers its centre. */
export const expectFullyVisible = async (element: Locator): Promise<void> => {
  await element.waitFor();
  const seen = () =>
    element.evaluate((it) => {
      const { top, bottom, left, right } = it.getBoundingClientRect();
      const uppermost = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top >= 0 && bottom <= innerHeight && (it.contains(uppermost) || uppermost?.contains(it) === true);
    });
  await expect.poll(seen).toBe(true);
};
