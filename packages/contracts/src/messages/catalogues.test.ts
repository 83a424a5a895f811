import { describe, expect, test } from 'vitest';
import { errorTable } from '../errors.ts';
import { catalogues, type Language, supportedLanguage } from './catalogues.ts';
import { type Catalogue, en } from './en.ts';
import { localize, type Message } from './message.ts';

type Texts = Catalogue['messages'];
type Parameters = { [Key in keyof Texts as Texts[Key] extends string ? never : Key]: unknown };
/** Two sets of parameters for each message, which differ in every value. */
type Samples = { [Key in keyof Parameters]: [Omit<Named<Key>, 'key'>, Omit<Named<Key>, 'key'>] };
type Named<Key> = Extract<Message, { key: Key }>;

const addressFaults: Samples['required_in'] = [
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
  required_in: addressFaults,
  postal_code_invalid: addressFaults,
  subdivision_invalid: addressFaults,
  file_empty: [{ file: 'a.jpg' }, { file: 'b.jpg' }],
  file_too_large: [{ max: 10_485_760 }, { max: 20_000 }],
  image_dimensions: [
    { side: 12_000, megapixels: 40, width: 13_000, height: 14 },
    { side: 11_000, megapixels: 41, width: 15_000, height: 16 },
  ],
  permission_to_send: [{ permission: 'keys:read' }, { permission: 'customers:read' }],
  webhooks_at_most: [{ max: 20 }, { max: 1 }],
  event_unknown: [{ last: 5 }, { last: 6 }],
  fields_invalid: [{ fields: ['', 'email'] }, { fields: ['location.latitude'] }],
  send_type: [{ types: ['application/json'] }, { types: ['application/json', 'multipart/form-data'] }],
  form_parts_at_most: [{ max: 110 }, { max: 111 }],
  path_methods: [{ methods: ['GET', 'HEAD'] }, { methods: ['POST'] }],
  server_methods: [{ methods: ['GET', 'HEAD'] }, { methods: ['POST'] }],
  entity_tags_invalid: [{ header: 'If-Match' }, { header: 'If-None-Match' }],
  batch_at_most: [{ max: 20 }, { max: 21 }],
  try_again_in: [{ seconds: 900 }, { seconds: 60 }],
  reset_removes: [{ days: 30 }, { days: 1 }],
  metadata_keys_at_most: [{ max: 50 }, { max: 51 }],
  exports_at_most: [{ max: 3 }, { max: 4 }],
  permission_to_give: [{ permission: 'keys:read' }, { permission: 'proofs:decide' }],
  permission_added: [{ permission: 'keys:read' }, { permission: 'proofs:decide' }],
  keys_at_most: [{ max: 100 }, { max: 1 }],
  permission_required: [{ permission: 'keys:read' }, { permission: 'proofs:decide' }],
  version_changed: [{ version: 7 }, { version: 8 }],
  addresses_at_most: [
    { held: 51, max: 50 },
    { held: 12, max: 11 },
  ],
  addresses_of_customer_at_most: [{ max: 50 }, { max: 51 }],
  file_missing: [{ file: 'a.jpg' }, { file: 'b.jpg' }],
  csv_columns_at_most: [{ max: 5 }, { max: 6 }],
  csv_unreadable_after: [{ line: 5 }, { line: 6 }],
  imports_open_at_most: [{ max: 10 }, { max: 11 }],
  address_exists: [{ address: 'one' }, { address: 'other' }],
};

const messages = Object.keys(en.messages).map((key) => {
  const [first] = key in samples ? samples[key as keyof Samples] : [{}];
  return { key, ...first } as Message;
});

const translations = (Object.keys(catalogues) as Language[]).filter((language) => language !== 'en');

/** All texts of a language by their place in the catalogue. */
const textsOf = (language: Language): Record<string, string> => ({
  ...catalogues[language].titles,
  ...Object.fromEntries(Object.entries(catalogues[language].fields).map(([kind, name]) => [`field ${kind}`, name])),
  ...Object.fromEntries(messages.map((message) => [`message ${message.key}`, localize(message, language)])),
});

// Local names of a country's fields, and one word that both languages have.
const sharedWords: Partial<Record<Language, string[]>> = {
  de: ['field eircode', 'field oblast', 'field recipient_name', 'field townland'],
};

describe.each(Object.keys(catalogues) as Language[])('In %s', (language) => {
  test('every error code, message and field has a text', () => {
    expect(Object.keys(catalogues[language].titles).sort()).toEqual(Object.keys(errorTable).sort());
    expect(Object.keys(catalogues[language].messages).sort()).toEqual(Object.keys(en.messages).sort());
    expect(Object.keys(catalogues[language].fields).sort()).toEqual(Object.keys(en.fields).sort());
    for (const [place, text] of Object.entries(textsOf(language))) {
      expect(text, place).toMatch(/\S/);
      expect(text, place).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  test('every message consists of sentences', () => {
    for (const { key, ...parameters } of messages) {
      expect(localize({ key, ...parameters } as Message, language), key).toMatch(/\S\.$/);
    }
  });

  test.each(Object.entries(samples))('the message %s contains all of its parameters', (key, [first, second]) => {
    const textOf = (parameters: object) => localize({ key, ...parameters } as Message, language);
    for (const [name, other] of Object.entries(second)) {
      expect(textOf({ ...first, [name]: other }), name).not.toBe(textOf(first));
    }
  });
});

describe.each(translations)('In %s', (language) => {
  test('no text is in English, except for the words that both languages share', () => {
    const english = textsOf('en');
    const found = Object.entries(textsOf(language)).filter(([place, text]) => text === english[place]);
    expect(found.map(([place]) => place)).toEqual(sharedWords[language] ?? []);
  });
});

describe('In Arabic', () => {
  test('every text has Arabic letters and closes each isolate', () => {
    for (const [place, text] of Object.entries(textsOf('ar'))) {
      expect(text, place).toMatch(/\p{Script=Arabic}/u);
      expect(text.replaceAll(/\u2068[^\u2068\u2069]*\u2069/g, ''), place).not.toMatch(/[\u2068\u2069]/);
    }
  });

  test('the plus sign stays in front of a phone number', () => {
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
  ])('%i seconds take the right plural form', (seconds, counted) => {
    expect(localize({ key: 'try_again_in', seconds }, 'ar')).toMatch(new RegExp(`بعد ${counted}\\.$`));
  });

  test.each([
    [1, 'حرف واحد'],
    [2, 'حرفان'],
    [8, '8 أحرف'],
    [60, '60 حرفًا'],
    [200, '200 حرف'],
  ])('%i characters take the right plural form', (min, counted) => {
    expect(localize({ key: 'characters_at_least', min }, 'ar')).toMatch(new RegExp(`الحد الأدنى: ${counted}\\.$`));
  });
});

test('English and German have a singular and a plural', () => {
  expect(localize({ key: 'try_again_in', seconds: 1 }, 'en')).toBe('Too many requests. Try again in 1 second.');
  expect(localize({ key: 'try_again_in', seconds: 2 }, 'en')).toBe('Too many requests. Try again in 2 seconds.');
  expect(localize({ key: 'try_again_in', seconds: 1 }, 'de')).toContain('in 1 Sekunde ');
  expect(localize({ key: 'bytes_at_most', max: 20_000 }, 'de')).toContain('20.000 Byte');
});

test.each([
  [10_485_760, 'en', '10 megabytes'],
  [10_485_760, 'de', '10 Megabyte'],
  [1_100_000, 'en', '1 megabyte'],
  [20_000, 'de', '19,5 Kilobyte'],
  [1, 'en', '1 byte'],
] as const)('A limit of %i bytes reads in %s as %s', (max, language, size) => {
  expect(localize({ key: 'file_too_large', max }, language)).toContain(` ${size}.`);
});

test.each([
  ['GB', 'the United Kingdom'],
  ['FO', 'the Faroe Islands'],
  ['DE', 'Germany'],
  ['IE', 'Ireland'],
])('The country %s reads in English as %s', (country, name) => {
  const message = localize({ key: 'postal_code_invalid', country, field: 'postal', examples: ['1'] }, 'en');
  expect(message).toBe(`Enter a valid postal code for ${name}, such as 1.`);
});

test.each([
  [['ar-EG'], 'ar'],
  [['DE-at'], 'de'],
  [['fr', 'de', 'ar'], 'de'],
  [['fr', 'zh-Hant-TW'], 'en'],
  [['valueOf', 'toString'], 'en'],
  [[], 'en'],
] as const)('The tags %j select the language %s', (tags, language) => {
  expect(supportedLanguage(tags)).toBe(language);
});
