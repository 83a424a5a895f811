import { describe, expect, test } from 'vitest';
import { chooseLanguage, directionOf, type Language, offeredLanguages } from './languages.ts';

const all: Language[] = ['en', 'de', 'ar'];

describe('The language of a page', () => {
  test.each([
    ['the chosen one before the preferred ones of the browser', all, 'ar', 'de', 'ar'],
    ['the one that the browser prefers', all, undefined, 'de', 'de'],
    ['the same for every region', all, undefined, 'ar-EG', 'ar'],
    ['the same in upper case', all, undefined, 'DE-at', 'de'],
    ['the one with the highest quality, at any position', all, undefined, 'fr, en;q=0.3, ar;q=0.8', 'ar'],
    ['the first of equal quality', all, undefined, 'de;q=0.5,ar;q=0.5', 'de'],
    ['of quality 1 by default', all, undefined, 'en;q=0.9, de', 'de'],
    ['none with quality 0', all, undefined, 'de;q=0, ar;q=0.1', 'ar'],
    ['the tenant’s first where the app has no preferred one', ['de', 'en'], undefined, 'fr', 'de'],
    ['the tenant’s first for a wildcard', ['ar', 'en'], undefined, '*', 'ar'],
    ['the tenant’s first without a preference', ['de', 'ar'], undefined, '', 'de'],
    ['none that the tenant does not offer, even if chosen', ['en', 'de'], 'ar', 'de', 'de'],
    ['none that does not exist, even if a cookie names it', all, 'constructor', 'de', 'de'],
    ['English where the tenant has none', [], undefined, 'de', 'en'],
  ] as const)('is %s', (_what, offered, chosen, acceptLanguage, language) => {
    expect(chooseLanguage(offered, chosen, acceptLanguage)).toBe(language);
  });

  test('is one that both the tenant and the app have, in the order of the tenant', () => {
    expect(offeredLanguages(['fr', 'de-AT', 'ar', 'de'])).toEqual(['de', 'ar']);
  });

  test('is English where the app has none of the tenant’s languages', () => {
    expect([offeredLanguages(['fr', 'toString']), offeredLanguages([])]).toEqual([['en'], ['en']]);
  });

  test('is written from right to left where it is Arabic', () => {
    expect(all.map(directionOf)).toEqual(['ltr', 'ltr', 'rtl']);
  });
});
