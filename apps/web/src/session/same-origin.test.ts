import { beforeAll, describe, expect, test } from 'vitest';
import { safePath } from './same-origin.ts';

const webUrl = 'https://shop.example';

describe('The path of a redirect', () => {
  beforeAll(() => {
    Object.assign(process.env, { WEB_URL: webUrl, TENANT_ID: '0199d3c1-7a10-7c51-9d5e-2f6b8a1c0d3e' });
  });

  test.each([
    ['/', '/'],
    ['/profile', '/profile'],
    ['/addresses?search=a%20b&page=2', '/addresses?search=a%20b&page=2'],
    ['/addresses/../profile', '/profile'],
    ['/profile#phone', '/profile'],
    ['/sign-in?next=https://evil.example', '/sign-in?next=https://evil.example'],
  ])('is the requested one: %s becomes %s', (wanted, path) => {
    expect(safePath(wanted)).toBe(path);
  });

  test.each([
    null,
    undefined,
    '',
    'profile',
    'https://shop.example/profile',
    'https://evil.example/',
    '//evil.example/',
    '///evil.example/',
    '/\\evil.example/',
    '\\\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    '/.//evil.example/',
    '/%2e//evil.example/',
    '/a/..//evil.example/',
    ' //evil.example/',
    'javascript:alert(1)',
    'data:text/html,x',
    '//shop.example@evil.example/',
    '//[',
  ])('is the address book for %j, which is no path of this app', (wanted) => {
    expect(safePath(wanted)).toBe('/addresses');
  });

  test('stays within this app, also as browsers parse it', () => {
    for (const wanted of ['/\\/evil.example', '/.\\/evil.example', '/x/..\\\\evil.example', '/%09/evil.example']) {
      expect([wanted, new URL(safePath(wanted), webUrl).origin]).toEqual([wanted, webUrl]);
    }
  });

  test('is the fallback that a page names', () => {
    expect(safePath('//evil.example/', '/account')).toBe('/account');
  });
});
