import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { claimsOf } from './access-claims.ts';
import { isPublicPage } from './pages.ts';

const pagesIn = (group: string): string[] =>
  readdirSync(join(import.meta.dirname, '..', 'app', group), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('page.tsx'))
    .map((file) => `/${dirname(file)}`);

test('Every page of an account can be used without being signed in', () => {
  expect(pagesIn('(account)').length).toBeGreaterThan(5);
  expect(pagesIn('(account)').filter((path) => !isPublicPage(path))).toEqual([]);
});

test('A slash at its end makes no other page of it', () => {
  expect(pagesIn('(account)').filter((path) => !isPublicPage(`${path}/`))).toEqual([]);
  expect(pagesIn('(customer)').filter((path) => isPublicPage(`${path}/`))).toEqual([]);
});

test('No page of a customer can', () => {
  expect(pagesIn('(customer)').length).toBeGreaterThan(10);
  expect(pagesIn('(customer)').filter(isPublicPage)).toEqual([]);
});

const token = (claims: unknown): string => `x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.x`;

test.each([
  ['of a customer', token({ sub: '1', role: 'customer' }), { userId: '1', role: 'customer' }],
  ['of staff', token({ sub: '1', role: 'staff' }), { userId: '1', role: 'staff' }],
  [
    'of a role that there is not, as of a customer',
    token({ sub: '1', role: 'root' }),
    { userId: '1', role: 'customer' },
  ],
  ['of nobody, where it is no token', 'made-up', null],
  ['of nobody, where there is none', undefined, null],
])('A page is shown as that %s', (_whose, accessToken, claims) => {
  expect(claimsOf(accessToken)).toEqual(claims);
});
