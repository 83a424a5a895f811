import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { asciiDigits } from './ascii-digits.ts';
import type { FieldFault } from './errors.ts';
import { customIssue } from './input-faults.ts';

/** The fault of a text that is not a phone number, or not one of a known country. */
export const phoneFault = { code: 'phone_invalid', message: { key: 'phone_invalid' } } as const satisfies Omit<
  FieldFault,
  'field'
>;

const phoneIssue = customIssue(phoneFault.code, phoneFault.message);

/**
 * A phone number in E.164 (`+4915112345678`). The schema removes spaces, dashes and brackets. It requires the country code
 * with `+`, and refuses an extension, because E.164 has none. An empty text means no number.
 */
export const phone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null, phoneIssue)
  .meta({ example: '+4915112345678' });

/**
 * A phone number in E.164 or in national format (`0151 12345678`), which {@link nationalToE164} converts. A number with `+`
 * follows the rules of {@link phone}.
 */
export const internationalOrNationalPhone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null || isNational(value), phoneIssue)
  .meta({
    description:
      'A phone number in E.164. The API also accepts a national number if it knows the country, and stores it in E.164.',
    example: '+4915112345678',
  });

/** Whether a value of {@link internationalOrNationalPhone} has no country code. */
export const isNational = (value: string): boolean => allowedCharacters.test(plainDigits(value));

/** Converts a national number to E.164, with the first country where it is valid. Returns null if there is none. */
export const nationalToE164 = (value: string, countries: readonly string[]): string | null => {
  for (const country of countries) {
    const number = isSupportedCountry(country) ? e164(value, country) : null;
    if (number) return number;
  }
  return null;
};

/** A number in E.164 without its country code. Undefined if no country has the number. */
export const nationalNumberOf = (number: string): string | undefined =>
  parsePhoneNumberFromString(number)?.nationalNumber;

/** The country of a number in E.164. Undefined if several countries share the code, or no country has it. */
export const countryOfPhone = (number: string): string | undefined => parsePhoneNumberFromString(number)?.country;

// Digits and separators. The library would silently drop other characters.
const allowedCharacters = /^[\d\p{Zs}\p{Pd}\t\u2212()./]+$/u;
const maxLength = 40;
// ITU-T E.164 allows at most 15 digits.
const maxDigits = 15;

// Copied numbers often contain direction marks and other invisible characters. Normalizing a long text would be slow.
const plainDigits = (value: string): string =>
  value.length > maxLength
    ? value
    : asciiDigits(value.normalize('NFKC'))
        .replaceAll(/\p{Cf}/gu, '')
        .trim();

const e164 = (value: string, country?: CountryCode): string | null => {
  if (value.length > maxLength) return null;
  const plain = plainDigits(value);
  const isInternational = plain.startsWith('+');
  if (!(isInternational || country) || !allowedCharacters.test(isInternational ? plain.slice(1) : plain)) return null;
  const number = parsePhoneNumberFromString(plain, country);
  return number?.isValid() && number.number.length <= maxDigits + 1 ? number.number : null;
};
