import { addressTexts } from './address-fields.ts';
import { asciiDigits } from './ascii-digits.ts';

const maxLength = addressTexts.postal_code.max;

/**
 * A postal code without what keyboards, scripts and copied text add to it: full-width characters, digits of other scripts,
 * dashes of all kinds, runs of spaces, characters that show nothing, and the postal mark of Japan. Text that is longer
 * than a postal code, before or after, comes back as it is.
 */
export const normalizePostalCode = (code: string): string => {
  // Every character may be a surrogate pair. Longer text is not a postal code, and normalizing it could take long.
  if (code.length > 2 * maxLength) return code;
  const folded = asciiDigits(code.normalize('NFKC'))
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/[\p{Pd}\u2212\u30FC]/gu, '-')
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/ ?- ?/g, '-')
    .replace(/^〒/u, '')
    .trim();
  return folded.length > maxLength ? code : folded;
};
