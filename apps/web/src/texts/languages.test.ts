import { describe, expect, test } from 'vitest';
import { chooseLanguage, directionOf, type Language, offeredLanguages } from './languages.ts';

const all: Language[] = ['en', 'de', 'ar'];

describe('The language of a page', () => {
  test.each([
    ['the one chosen before, whatever the browser asks for', all, 'ar', 'de', 'ar'],
    ['the one asked for', all, undefined, 'de', 'de'],
    ['the same for every region of it', all, undefined, 'ar-EG', 'ar'],
    ['the same however it is spelled', all, undefined, 'DE-at', 'de'],
    ['the most wanted, wherever it stands', all, undefined, 'fr, en;q=0.3, ar;q=0.8', 'ar'],
    ['the first of those wanted as much', all, undefined, 'de;q=0.5,ar;q=0.5', 'de'],
    ['wanted as much as can be where nothing else is said', all, undefined, 'en;q=0.9, de', 'de'],
    ['none that is refused', all, undefined, 'de;q=0, ar;q=0.1', 'ar'],
    ['the tenant’s first where nothing is wanted that there is', ['de', 'en'], undefined, 'fr', 'de'],
    ['the tenant’s first where anything will do', ['ar', 'en'], undefined, '*', 'ar'],
    ['the tenant’s first where nothing is asked for', ['de', 'ar'], undefined, '', 'de'],
    ['none that the tenant does not have, though it was chosen', ['en', 'de'], 'ar', 'de', 'de'],
    ['none that does not exist, though a cookie says so', all, 'constructor', 'de', 'de'],
    ['English where the tenant has none', [], undefined, 'de', 'en'],
  ] as const)('is %s', (_what, offered, chosen, acceptLanguage, language) => {
    expect(chooseLanguage(offered, chosen, acceptLanguage)).toBe(language);
  });

  test('is one of those that the tenant has and there are texts in, in the order of the tenant', () => {
    expect(offeredLanguages(['fr', 'de-AT', 'ar', 'de'])).toEqual(['de', 'ar']);
  });

  test('is English for a tenant whose languages there are no texts in', () => {
    expect([offeredLanguages(['fr', 'toString']), offeredLanguages([])]).toEqual([['en'], ['en']]);
  });

  test('is written from right to left where it is Arabic', () => {
    expect(all.map(directionOf)).toEqual(['ltr', 'ltr', 'rtl']);
  });
});
