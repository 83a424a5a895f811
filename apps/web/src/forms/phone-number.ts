import type { CountryCode } from 'libphonenumber-js/max';

type Phones = typeof import('libphonenumber-js/max');

/** All countries with phone numbers, sorted by their name in a language. */
export const phoneCountries = (phones: Phones, language: string) => {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return phones
    .getCountries()
    .map((code) => ({ code, name: names.of(code) ?? code, callingCode: phones.getCountryCallingCode(code) }))
    .sort((a, b) => compare(a.name, b.name));
};

/** The calling code of a country, without the plus. */
export const callingCodeOf = (phones: Phones, country: string): string =>
  phones.getCountryCallingCode(country as CountryCode);

/** The country of an international number, also of an incomplete one; undefined where it is ambiguous. */
export const detectCountry = (phones: Phones, typed: string): string | undefined => {
  if (!typed.trim().startsWith('+')) return undefined;
  const formatter = new phones.AsYouType();
  formatter.input(typed);
  const callingCode = formatter.getCallingCode();
  return (
    formatter.getCountry() ?? phones.getCountries().find((code) => phones.getCountryCallingCode(code) === callingCode)
  );
};

/** The country where it has its own phone numbers; otherwise an empty string. */
export const supportedCountry = (phones: Phones, country: string): string =>
  phones.isSupportedCountry(country) ? country : '';

/** Formats an E.164 number with spaces. */
export const formatInternational = (phones: Phones, phone: string): string =>
  phones.parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;

/** Whether a number is valid: an international one, or a national one of the given country. */
export const isValidNumber = (phones: Phones, typed: string, country: string): boolean =>
  phones.parsePhoneNumberFromString(typed, phones.isSupportedCountry(country) ? country : undefined)?.isValid() ??
  false;

/** Replaces the calling code of a number by that of a country, or adds it to a national number. */
export const withCallingCode = (phones: Phones, typed: string, country: string): string => {
  const code = country as CountryCode;
  const current = detectCountry(phones, typed) as CountryCode | undefined;
  const national = current ? typed.trim().slice(1 + phones.getCountryCallingCode(current).length) : typed;
  const number = phones.parsePhoneNumberFromString(national, code);
  return number ? number.formatInternational() : `+${phones.getCountryCallingCode(code)} ${national.trim()}`;
};
