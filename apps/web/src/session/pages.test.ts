import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isPublicPage } from './pages.ts';

const pagesIn = (group: string): string[] =>
  readdirSync(join(import.meta.dirname, '..', 'app', group), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map((file) => `/${dirname(file)}`);

test('Every page of an account can be used without being signed in', () => {
  expect(pagesIn('(signed-out)').length).toBeGreaterThan(5);
  expect(pagesIn('(signed-out)').filter((path) => !isPublicPage(path))).toEqual([]);
});

test('A slash at its end makes no other page of it', () => {
  expect(pagesIn('(signed-out)').filter((path) => !isPublicPage(`${path}/`))).toEqual([]);
  expect(pagesIn('(signed-in)').filter((path) => isPublicPage(`${path}/`))).toEqual([]);
});

test('No page of a customer can', () => {
  expect(pagesIn('(signed-in)').length).toBeGreaterThan(10);
  expect(pagesIn('(signed-in)').filter(isPublicPage)).toEqual([]);
});
