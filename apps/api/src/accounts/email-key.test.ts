import { expect, test } from 'vitest';
import { accountOf, emailKey, emailKeys } from './email-key.ts';

test.each([
  ['Ada@Example.com', 'ada@example.com'],
  ['idn@räucher.de', 'idn@xn--rucher-bua.de'],
  ['idn@ra\u0308ucher.DE', 'idn@xn--rucher-bua.de'],
  ['idn@xn--rucher-bua.de', 'idn@xn--rucher-bua.de'],
  ['idn@XN--RUCHER-BUA.de', 'idn@xn--rucher-bua.de'],
  ['dots@example\uff0ecom', 'dots@example.com'],
  ['dots@example\u3002com', 'dots@example.com'],
  ['no address', 'no address'],
])('%j is compared as %j', (email, key) => {
  expect(emailKey(email)).toBe(key);
});

test('An account with an older key is found by either form of its domain', () => {
  for (const email of ['idn@räucher.de', 'idn@xn--rucher-bua.de']) {
    expect(emailKeys(email)).toEqual(expect.arrayContaining(['idn@räucher.de', 'idn@xn--rucher-bua.de']));
  }
});

test('Of two accounts with one mailbox, the one with the typed form is chosen', () => {
  const accounts = [{ emailKey: 'idn@xn--rucher-bua.de' }, { emailKey: 'idn@räucher.de' }];
  expect(accountOf(accounts, 'idn@räucher.de')).toBe(accounts[1]);
  expect(accountOf(accounts, 'idn@xn--rucher-bua.de')).toBe(accounts[0]);
  expect(accountOf([], 'idn@räucher.de')).toBeUndefined();
});
