import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';

/**
 * A phone number in E.164 (`+4915112345678`). Spaces, dashes and brackets are taken and removed; the country code
 * with its `+` is not guessed, and an extension is refused, as E.164 cannot hold one. An empty text means none.
 */
export const phone = z
  .string()
  .overwrite((value) => e164(value) ?? value.trim())
  .refine((value) => value === '' || e164(value) !== null, {
    message: 'Not a phone number. Give it with country code, such as +4915112345678.',
    params: { code: 'phone_invalid' },
  })
  .meta({ example: '+4915112345678' });

const e164 = (value: string): string | null => {
  // Longer is no number, and not worth the parsing.
  if (value.length > 40 || !/^\s*[+\uFF0B]/.test(value) || /[a-z]/i.test(value)) return null;
  const number = parsePhoneNumberFromString(value);
  return number?.isValid() && !number.ext ? number.number : null;
};
