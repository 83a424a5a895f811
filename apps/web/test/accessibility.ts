import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails if axe reports a violation of WCAG 2.2 AA or of a best practice on the current page. */
export const expectAccessible = (page: Page): Promise<void> => expectNoViolations(page, {});

/** Fails if axe reports too little contrast. This is enough for a second theme of an accessible page. */
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
