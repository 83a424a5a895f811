import { createHash } from 'node:crypto';
import { type AddressTextField, addressTexts, postalTexts, searchedTexts } from '@doorstep/contracts/address-fields';
import { type AddressRow, textFields } from './address-columns.ts';

/** What an address is found by and compared by: the same text however it was typed. */

// Letters and signs that no normal form takes apart, as people without them on their keyboard write them.
const plain: Record<string, string> = {
  ...{ ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ı: 'i', ł: 'l', ŋ: 'n', þ: 'th', ŧ: 't', ς: 'σ' },
  ...{ '‐': '-', '–': '-', '—': '-', '−': '-' },
};
const inPlain = new RegExp(`[${Object.keys(plain).join('')}]`, 'g');
const apostrophes = /[’‘ʼ´`]/g;
// Accents and vowel points. Marks of other scripts are letters' parts: without them words would become other words.
const marks = /[[\u0300-\u036F\u0591-\u05C7\u0610-\u065F\u0670]&&\p{Mn}]/gv;

const fold = (text: string): string =>
  text
    .replaceAll(apostrophes, "'")
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(marks, '')
    .replaceAll(inPlain, (letter) => plain[letter] ?? letter)
    .normalize('NFC');

const words = (text: string): string[] =>
  fold(text)
    .replaceAll("'", '')
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');

const spaced = (text: string): string => words(text).join(' ');
const compact = (code: string): string => words(code).join('');

/** What `search` looks through. A postal code stands in it twice: as it is written, and without its gaps. */
const searchText = (row: AddressRow): string => {
  const texts = textFields(row);
  return `${fold(searchedTexts.map((field) => texts[field]).join('\n'))}\n${compact(row.postalCode)}`;
};

/** SHA-256 of who lives where: the same for two ways of writing it, on however many lines. */
const fingerprint = (row: AddressRow): string => {
  const texts = textFields(row);
  const lines = spaced(linesOfAddress.map((field) => texts[field]).join(' '));
  const parts = postalTexts.flatMap((field) => {
    const { compared } = addressTexts[field] as AddressTextField;
    if (compared === 'line') return field === linesOfAddress[0] ? [lines] : [];
    return [compared === 'code' ? compact(texts[field]) : spaced(texts[field])];
  });
  return createHash('sha256')
    .update([...parts, row.country].join('\n'))
    .digest('hex');
};

const linesOfAddress = postalTexts.filter((field) => (addressTexts[field] as AddressTextField).compared === 'line');

/** The row with what is made of its other columns. To be called on every row whose texts were set. */
export const withKeys = (row: AddressRow): AddressRow => ({
  ...row,
  searchText: searchText(row),
  fingerprint: fingerprint(row),
});

/** The words of a search as patterns for LIKE, each of which has to match; none for a search that says nothing. */
export const searchPatterns = (search: string): string[] =>
  fold(search)
    .split(/\s+/)
    .map((word) => word.replaceAll(/^[.,;:]+|[.,;:]+$/g, '') || word)
    .filter((word) => word !== '')
    .map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
