import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { ownIssue } from './input-faults.ts';

/**
 * A phone number in E.164 (`+4915112345678`). Spaces, dashes and brackets are taken and removed; the country code
 * with its `+` is not guessed, and an extension is refused, as E.164 cannot hold one. An empty text means none.
 */
export const phone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null, ownIssue('phone_invalid', { key: 'phone_invalid' }))
  .meta({ example: '+4915112345678' });

// A plus, then digits of any script with what people put between them. The library would drop anything else unsaid.
const written = /^\+[\p{Nd}\p{Zs}\p{Pd}\t\u2212()./]+$/u;
// Marks of writing direction come along when a number is copied from right-to-left text.
const directionMarks = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/g;
const maxLength = 40;
// ITU-T E.164: at most 15 digits.
const maxDigits = 15;

const e164 = (value: string): string | null => {
  if (value.length > maxLength) return null;
  const plain = value.normalize('NFKC').replaceAll(directionMarks, '').trim();
  const number = written.test(plain) ? parsePhoneNumberFromString(plain) : undefined;
  return number?.isValid() && number.number.length <= maxDigits + 1 ? number.number : null;
};
