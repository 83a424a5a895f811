import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { asciiDigits } from './ascii-digits.ts';
import type { FieldFault } from './errors.ts';
import { customIssue } from './input-faults.ts';

/** What is wrong with a text that is no phone number, or none of a country that is known. */
export const phoneFault = { code: 'phone_invalid', message: { key: 'phone_invalid' } } as const satisfies Omit<
  FieldFault,
  'field'
>;

const phoneIssue = customIssue(phoneFault.code, phoneFault.message);

/**
 * A phone number in E.164 (`+4915112345678`). Spaces, dashes and brackets are taken and removed; the country code
 * with its `+` is not guessed, and an extension is refused, as E.164 cannot hold one. An empty text means none.
 */
export const phone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null, phoneIssue)
  .meta({ example: '+4915112345678' });

/**
 * A phone number in E.164, or in the digits of its own country (`0151 12345678`): {@link nationalToE164} then finds the
 * international number. A number with `+` is judged as {@link phone}.
 */
export const internationalOrNationalPhone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null || isNational(value), phoneIssue)
  .meta({
    description: 'In E.164. A national number is taken too where its country is known, and answered in E.164.',
    example: '+4915112345678',
  });

/** Whether a phone that {@link internationalOrNationalPhone} has taken still lacks its country code. */
export const isNational = (value: string): boolean => written.test(plainDigits(value));

/** The E.164 form of a national number in the first of some countries that has such a number; null where none has. */
export const nationalToE164 = (value: string, countries: readonly string[]): string | null => {
  for (const country of countries) {
    const number = isSupportedCountry(country) ? e164(value, country) : null;
    if (number) return number;
  }
  return null;
};

/** The country of a number in E.164; undefined where several share its code, or none has it. */
export const countryOfPhone = (number: string): string | undefined => parsePhoneNumberFromString(number)?.country;

// Digits with what people put between them. The library would drop anything else unsaid.
const written = /^[\d\p{Zs}\p{Pd}\t\u2212()./]+$/u;
const maxLength = 40;
// ITU-T E.164: at most 15 digits.
const maxDigits = 15;

// Marks of writing direction and other invisible characters come along when a number is copied. Longer text is not normalized.
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
  if (!(isInternational || country) || !written.test(isInternational ? plain.slice(1) : plain)) return null;
  const number = parsePhoneNumberFromString(plain, country);
  return number?.isValid() && number.number.length <= maxDigits + 1 ? number.number : null;
};
