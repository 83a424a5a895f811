import { describe, expect, test } from 'vitest';
import { asciiDigits } from './ascii-digits.ts';
import { normalizePostalCode } from './postal-code.ts';

describe('A postal code', () => {
  test.each([
    ['１００－０００５', '100-0005'],
    ['〒100-0005', '100-0005'],
    ['100ー0005', '100-0005'],
    ['۱۱۹۳۶۵۳۴۷۱', '1193653471'],
    ['\u200F١٢٣١١\u200E', '12311'],
    [' SW1A\u00A0\u2009 2AA\n', 'SW1A 2AA'],
    ['SW1A\t2AA', 'SW1A 2AA'],
    ['71 \u2212 637', '71-637'],
    ['10\u00AD117\uFEFF', '10117'],
    ['H2Y 1C6', 'H2Y 1C6'],
    ['', ''],
  ])('%j becomes %j', (typed, normalized) => {
    expect(normalizePostalCode(typed)).toBe(normalized);
  });

  test.each(['1'.repeat(41), '\uFDFA\uFDFA', 'a\u0301'.repeat(50_000)])('that is too long stays unchanged', (typed) => {
    expect(normalizePostalCode(typed)).toBe(typed);
  });
});

test('The digits of every script become ASCII digits', () => {
  const all = Array.from({ length: 0x10ffff }, (_, point) => point).filter((point) => point < 0xd800 || point > 0xdfff);
  const digits = all.map((point) => String.fromCodePoint(point)).filter((character) => /\p{Nd}/u.test(character));
  const scripts = digits.length / 10;
  expect(asciiDigits(digits.join(''))).toBe('0123456789'.repeat(scripts));
});
