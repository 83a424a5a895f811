import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails where axe finds anything against WCAG 2.2 AA or good practice on the page as it is now. */
export const expectAccessible = (page: Page): Promise<void> => expectNoViolations(page, {});

/** Fails where axe finds colours without enough contrast. It suffices for another theme of a page that is accessible in one. */
export const expectContrast = (page: Page): Promise<void> =>
  expectNoViolations(page, { runOnly: ['color-contrast', 'link-in-text-block'] });

const expectNoViolations = async (page: Page, options: RunOptions): Promise<void> => {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(source);
  const run = `axe.run(${JSON.stringify({ resultTypes: ['violations'], ...options })})`;
  const { violations } = (await page.evaluate(run)) as AxeResults;
  const found = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join('\n  ')}`,
  );
  expect(found).toEqual([]);
};
