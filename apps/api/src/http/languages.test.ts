import { describe, expect, test } from 'vitest';
import { languageOfMessages, languagesOf } from './languages.ts';

describe('Accept-Language', () => {
  const languageFor = (header: string | undefined) =>
    languageOfMessages({ headers: header === undefined ? {} : { 'accept-language': header } });

  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['*', 'en'],
    ['*, de;q=0.9', 'en'],
    ['ar', 'ar'],
    ['AR-eg', 'ar'],
    ['arb', 'ar'],
    ['en;q=0.1, de;q=0.5', 'de'],
    ['de;q=0.5, ar;q=0.501', 'ar'],
    ['de, ar', 'de'],
    ['de;q=0, ar;q=0.1', 'ar'],
    ['de;q=0', 'en'],
    ['fr, ja;q=0.9, de;q=0.1', 'de'],
    ['de ; Q=0.4 ,ar;q=0.3', 'de'],
    ['de;q=x, ar;q=, ;;, de;level=1', 'en'],
    ['a'.repeat(16_000), 'en'],
    [`ar${' '.repeat(16_000)}x`, 'en'],
    ['\u00ff\u0000\u007f;q=\u00e9', 'en'],
    ['constructor, __proto__', 'en'],
  ] as const)('%j chooses the language', (header, language) => {
    expect(languageFor(header)).toBe(language);
  });

  test('is read up to twenty languages', () => {
    const header = `${'x-'.repeat(20)}, ${'de-AT, '.repeat(5000)}`;
    expect(languagesOf({ headers: { 'accept-language': header } }).length).toBeLessThanOrEqual(20);
  });
});
