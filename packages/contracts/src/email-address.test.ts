import { expect, test } from 'vitest';
import { RegisterInput } from './account.ts';

const isValid = (email: string) => RegisterInput.shape.email.safeParse(email).success;

test.each([
  'name@example.com',
  'first.last+tag@sub.example.co',
  'Ada@Example.COM',
  'idn@räucher.de',
  'idn@RÄUCHER.de',
  'idn@xn--rucher-bua.de',
  'dots@example\uff0ecom',
  'jürgen@例え.テスト',
  "o'brien@example.com",
])('%j is a valid e-mail address', (email) => {
  expect(isValid(email)).toBe(true);
});

test.each([
  '\u200bx@example.com',
  'x\u200b@example.com',
  'x@exam\u00adple.com',
  'x@example.com\u202e',
  'x\u0007y@example.com',
  'x@y',
  'a@b..cc',
  'a@b.cc.',
  'a@.b.cc',
  '.a@b.cc',
  'a.@b.cc',
  'a..b@b.cc',
  'x@-example.com',
  'x@example-.com',
  'x@exa_mple.com',
  'x@exam%70le.com',
  'x@192.0.2.7',
  'x@example.1',
  `x@${'a'.repeat(64)}.com`,
  'a b@example.com',
  'a@b@example.com',
])('%j is not a valid e-mail address', (email) => {
  expect(isValid(email)).toBe(false);
});
