import { addressTexts } from './address-fields.ts';
import { asciiDigits } from './ascii-digits.ts';

const maxLength = addressTexts.postal_code.max;

/**
 * Normalizes full-width characters, digits of other scripts, dashes, spaces, invisible characters and the Japanese postal
 * mark. Returns a text that is too long for a postal code unchanged.
 */
export const normalizePostalCode = (code: string): string => {
  // Each character can be a surrogate pair. Normalizing a longer text could take long.
  if (code.length > 2 * maxLength) return code;
  const normalized = asciiDigits(code.normalize('NFKC'))
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212\u30FC]/gu, '-')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?- ?/g, '-')
    .replace(/^〒/u, '')
    .trim();
  return normalized.length > maxLength ? code : normalized;
};
