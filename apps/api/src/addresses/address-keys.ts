import { createHash } from 'node:crypto';
import { type AddressTextField, addressTexts, postalTexts, searchedTexts } from '@doorstep/contracts/address-fields';
import { fold, words } from '../search/fold.ts';
import { type AddressRow, textFields } from './address-columns.ts';

type Texts = ReturnType<typeof textFields>;

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
