import type { CountryCode } from 'libphonenumber-js/max';

type Phones = typeof import('libphonenumber-js/max');

/** The countries that have phones, by their name in a language. */
export const phoneCountries = (phones: Phones, language: string) => {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return phones
    .getCountries()
    .map((code) => ({ code, name: names.of(code) ?? code, callingCode: phones.getCountryCallingCode(code) }))
    .sort((a, b) => compare(a.name, b.name));
};

/** The calling code of a country, without its plus. */
export const callingCodeOf = (phones: Phones, country: string): string =>
  phones.getCountryCallingCode(country as CountryCode);

/** The country of what has been typed of an international number, once it can be told. */
export const countryOf = (phones: Phones, typed: string): string | undefined => {
  if (!typed.trim().startsWith('+')) return undefined;
  const formatter = new phones.AsYouType();
  formatter.input(typed);
  const callingCode = formatter.getCallingCode();
  return (
    formatter.getCountry() ?? phones.getCountries().find((code) => phones.getCountryCallingCode(code) === callingCode)
  );
};

/** The country, if it has phone numbers of its own; otherwise an empty text. */
export const knownCountry = (phones: Phones, country: string): string =>
  phones.isSupportedCountry(country) ? country : '';

/** A number in E.164 with the spaces that people write. */
export const internationalForm = (phones: Phones, phone: string): string =>
  phones.parsePhoneNumberFromString(phone)?.formatInternational() ?? phone;

/** Whether a number is valid: an international one, or a national one of the given country. */
export const isWholeNumber = (phones: Phones, typed: string, country: string): boolean =>
  phones.parsePhoneNumberFromString(typed, phones.isSupportedCountry(country) ? country : undefined)?.isValid() ??
  false;

/** What has been typed with the code of a country in front, instead of the one that is there. */
export const internationally = (phones: Phones, typed: string, country: string): string => {
  const code = country as CountryCode;
  const old = countryOf(phones, typed) as CountryCode | undefined;
  const national = old ? typed.trim().slice(1 + phones.getCountryCallingCode(old).length) : typed;
  const number = phones.parsePhoneNumberFromString(national, code);
  return number ? number.formatInternational() : `+${phones.getCountryCallingCode(code)} ${national.trim()}`;
};
