import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isPublicPage } from './pages.ts';

const pagesIn = (group: string): string[] =>
  readdirSync(join(import.meta.dirname, '..', 'app', group), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map((file) => `/${dirname(file)}`);

test('Every signed-out page is public', () => {
  expect(pagesIn('(signed-out)').length).toBeGreaterThan(5);
  expect(pagesIn('(signed-out)').filter((path) => !isPublicPage(path))).toEqual([]);
});

test('A trailing slash does not matter', () => {
  expect(pagesIn('(signed-out)').filter((path) => !isPublicPage(`${path}/`))).toEqual([]);
  expect(pagesIn('(signed-in)').filter((path) => isPublicPage(`${path}/`))).toEqual([]);
});

test('No signed-in page is public', () => {
  expect(pagesIn('(signed-in)').length).toBeGreaterThan(10);
  expect(pagesIn('(signed-in)').filter(isPublicPage)).toEqual([]);
});
