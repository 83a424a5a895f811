import { createHash } from 'node:crypto';
import { type AddressTextField, addressTexts, postalTexts, searchedTexts } from '@doorstep/contracts/address-fields';
import { type AddressRow, textFields } from './address-columns.ts';

type Texts = ReturnType<typeof textFields>;

// Unicode normalization does not decompose these; people without them on the keyboard type the replacements.
const replacements: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ŋ: 'n', þ: 'th', ŧ: 't', ς: 'σ' },
  ...{ '‐': '-', '–': '-', '—': '-', '−': '-' },
};
const replaceable = new RegExp(`[${Object.keys(replacements).join('')}]`, 'g');
const apostrophes = /[’‘ʼ´`]/g;
// Accents and vowel points. In other scripts, removing marks would change the words.
const marks = /[[\u0300-\u036F\u0591-\u05C7\u0610-\u065F\u0670]&&\p{Mn}]/gv;

const fold = (text: string): string =>
  text
    .replaceAll(apostrophes, "'")
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(marks, '')
    .replaceAll(replaceable, (letter) => replacements[letter] ?? letter)
    .normalize('NFC');

const words = (text: string): string[] =>
  fold(text)
    .replaceAll("'", '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');

const spaced = (text: string): string => words(text).join(' ');
const compact = (code: string): string => words(code).join('');

/** Makes the text that `search` matches. It contains the postal code twice, with and without separators. */
const searchText = (texts: Texts): string =>
  `${fold(searchedTexts.map((field) => texts[field]).join('\n'))}\n${compact(texts.postal_code)}`;

/** Makes the SHA-256 digest by which duplicates are found. It ignores spelling variants and line breaks. */
const fingerprint = (texts: Texts, country: string): string => {
  const lines = spaced(linesOfAddress.map((field) => texts[field]).join(' '));
  const parts = postalTexts.flatMap((field) => {
    const { compared } = addressTexts[field] as AddressTextField;
    if (compared === 'line') return field === linesOfAddress[0] ? [lines] : [];
    return [compared === 'code' ? compact(texts[field]) : spaced(texts[field])];
  });
  return createHash('sha256')
    .update([...parts, country].join('\n'))
    .digest('hex');
};

const linesOfAddress = postalTexts.filter((field) => (addressTexts[field] as AddressTextField).compared === 'line');

/** Sets the derived columns `searchText` and `fingerprint`. Must be called on every row whose texts have changed. */
export const withKeys = (row: AddressRow): AddressRow => {
  const texts = textFields(row);
  return { ...row, searchText: searchText(texts), fingerprint: fingerprint(texts, row.country) };
};

/** Converts the words of a search to LIKE patterns, each of which must match. Empty for a search without words. */
export const searchPatterns = (search: string): string[] =>
  fold(search)
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[.,;:]+|[.,;:]+$/g, '') || word)
    .filter((word) => word !== '')
    .map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
