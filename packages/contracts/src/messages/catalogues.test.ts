import { describe, expect, test } from 'vitest';
import { errorTable } from '../errors.ts';
import { catalogues, type Language, supportedLanguage } from './catalogues.ts';
import { type Catalogue, en } from './en.ts';
import { localize, type Message } from './message.ts';

type Texts = Catalogue['messages'];
type Parameters = { [Key in keyof Texts as Texts[Key] extends string ? never : Key]: unknown };
/** What a message with parameters may hold, twice, with nothing the same. */
type Samples = { [Key in keyof Parameters]: [Omit<Named<Key>, 'key'>, Omit<Named<Key>, 'key'>] };
type Named<Key> = Extract<Message, { key: Key }>;

const misfits: Samples['required_in'] = [
  { country: 'US', field: 'zip', examples: ['95014'] },
  { country: 'GB', field: 'post_town', examples: ['EC1Y 8SY', 'GIR 0AA'] },
];

const samples: Samples = {
  at_most: [{ max: 5 }, { max: 6 }],
  at_least: [{ min: 5 }, { min: 6 }],
  one_of: [{ choices: ['thumb', 'full'] }, { choices: ['medium'] }],
  characters_at_most: [{ max: 5 }, { max: 6 }],
  characters_at_least: [{ min: 5 }, { min: 6 }],
  too_long: [
    { max: 60, length: 61 },
    { max: 70, length: 71 },
  ],
  bytes_at_most: [{ max: 20_000 }, { max: 30_000 }],
  required_in: misfits,
  postal_code_invalid: misfits,
  subdivision_invalid: misfits,
  file_empty: [{ file: 'a.jpg' }, { file: 'b.jpg' }],
  file_too_large: [{ max: 10_485_760 }, { max: 20_000 }],
  image_dimensions: [
    { side: 12_000, megapixels: 40, width: 13_000, height: 14 },
    { side: 11_000, megapixels: 41, width: 15_000, height: 16 },
  ],
  fields_invalid: [{ fields: ['', 'email'] }, { fields: ['location.latitude'] }],
  send_type: [{ types: ['application/json'] }, { types: ['application/json', 'multipart/form-data'] }],
  form_parts_at_most: [{ max: 110 }, { max: 111 }],
  path_methods: [{ methods: ['GET', 'HEAD'] }, { methods: ['POST'] }],
  server_methods: [{ methods: ['GET', 'HEAD'] }, { methods: ['POST'] }],
  entity_tags_invalid: [{ header: 'If-Match' }, { header: 'If-None-Match' }],
  batch_at_most: [{ max: 20 }, { max: 21 }],
  try_again_in: [{ seconds: 900 }, { seconds: 60 }],
  reset_removes: [{ days: 30 }, { days: 1 }],
  exports_at_most: [{ max: 3 }, { max: 4 }],
  version_changed: [{ version: 7 }, { version: 8 }],
  addresses_at_most: [
    { held: 51, max: 50 },
    { held: 12, max: 11 },
  ],
  address_exists: [{ address: 'one' }, { address: 'other' }],
};

const messages = Object.keys(en.messages).map((key) => {
  const [first] = key in samples ? samples[key as keyof Samples] : [{}];
  return { key, ...first } as Message;
});

const others = (Object.keys(catalogues) as Language[]).filter((language) => language !== 'en');

/** Every text of a language, each under where it stands. */
const textsOf = (language: Language): Record<string, string> => ({
  ...catalogues[language].titles,
  ...Object.fromEntries(Object.entries(catalogues[language].fields).map(([kind, name]) => [`field ${kind}`, name])),
  ...Object.fromEntries(messages.map((message) => [`message ${message.key}`, localize(message, language)])),
});

// What is rightly the same: words of the country that has the field, and one that both languages share.
const same: Partial<Record<Language, string[]>> = {
  de: ['field eircode', 'field oblast', 'field recipient_name', 'field townland'],
};

describe.each(Object.keys(catalogues) as Language[])('In %s', (language) => {
  test('every error code has a meaning, and every message and field a text', () => {
    expect(Object.keys(catalogues[language].titles).sort()).toEqual(Object.keys(errorTable).sort());
    expect(Object.keys(catalogues[language].messages).sort()).toEqual(Object.keys(en.messages).sort());
    expect(Object.keys(catalogues[language].fields).sort()).toEqual(Object.keys(en.fields).sort());
    for (const [place, text] of Object.entries(textsOf(language))) {
      expect(text, place).toMatch(/\S/);
      expect(text, place).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  test.each(Object.entries(samples))('the message %s tells all that it is given', (key, [first, second]) => {
    const said = (parameters: object) => localize({ key, ...parameters } as Message, language);
    for (const [name, other] of Object.entries(second)) {
      expect(said({ ...first, [name]: other }), name).not.toBe(said(first));
    }
  });
});

describe.each(others)('In %s', (language) => {
  test('no text is the English one, but for words that are the same', () => {
    const english = textsOf('en');
    const found = Object.entries(textsOf(language)).filter(([place, text]) => text === english[place]);
    expect(found.map(([place]) => place)).toEqual(same[language] ?? []);
  });
});

describe('In Arabic', () => {
  test('every text is written in Arabic letters, and closes each isolate that it opens', () => {
    for (const [place, text] of Object.entries(textsOf('ar'))) {
      expect(text, place).toMatch(/\p{Script=Arabic}/u);
      expect(text.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, ''), place).not.toMatch(/[\u2068\u2069]/);
    }
  });

  test('a phone number keeps its plus in front', () => {
    expect(localize({ key: 'phone_invalid' }, 'ar')).toContain('\u2068+4915112345678\u2069');
  });

  test.each([
    [0, '0 ثانية'],
    [1, 'ثانية واحدة'],
    [2, 'ثانيتين'],
    [3, '3 ثوانٍ'],
    [11, '11 ثانية'],
    [100, '100 ثانية'],
    [103, '103 ثوانٍ'],
  ])('%i seconds have their plural', (seconds, counted) => {
    expect(localize({ key: 'try_again_in', seconds }, 'ar')).toMatch(new RegExp(`بعد ${counted}\\.$`));
  });

  test.each([
    [1, 'حرف واحد'],
    [2, 'حرفان'],
    [8, '8 أحرف'],
    [60, '60 حرفًا'],
    [200, '200 حرف'],
  ])('%i characters have theirs', (min, counted) => {
    expect(localize({ key: 'characters_at_least', min }, 'ar')).toBe(`الحد الأدنى: ${counted}.`);
  });
});

test('One is told from many in English and German', () => {
  expect(localize({ key: 'try_again_in', seconds: 1 }, 'en')).toBe('Too many. Try again in 1 second.');
  expect(localize({ key: 'try_again_in', seconds: 2 }, 'en')).toBe('Too many. Try again in 2 seconds.');
  expect(localize({ key: 'try_again_in', seconds: 1 }, 'de')).toContain('in 1 Sekunde ');
  expect(localize({ key: 'file_too_large', max: 10_485_760 }, 'de')).toContain('10.485.760 Byte');
});

test.each([
  [['ar-EG'], 'ar'],
  [['DE-at'], 'de'],
  [['fr', 'de', 'ar'], 'de'],
  [['fr', 'zh-Hant-TW'], 'en'],
  [['valueOf', 'toString'], 'en'],
  [[], 'en'],
] as const)('The language for %j is %s', (tags, language) => {
  expect(supportedLanguage(tags)).toBe(language);
});
