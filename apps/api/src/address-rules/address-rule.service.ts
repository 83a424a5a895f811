import type { AddressCountries, AddressField, AddressRule } from '@doorstep/contracts/address-rule';
import { countryCodes } from '@doorstep/contracts/countries';
import { AppError } from '@doorstep/contracts/errors';
import { supportedLanguage } from '@doorstep/contracts/messages/catalogues';
import { countryName, namesLanguage } from './country-names.ts';
import { type CountryRule, fieldKind, fieldName, ruleOf } from './country-rule.ts';
import type { Subdivision } from './subdivision.ts';

/** Lists every country, sorted by name. `languages` are the caller's in order of preference. */
export const listAddressRules = (languages: readonly string[]): AddressCountries => {
  const { compare } = new Intl.Collator(namesLanguage(languages));
  const results = [...countryCodes].map((country) => ({ country, name: countryName(country, languages) }));
  return { results: results.sort((one, other) => compare(one.name, other.name)) };
};

/** Returns the address format of a country. Throws `not_found` for an unknown country. */
export const getAddressRule = (country: string, languages: readonly string[]): AddressRule => {
  if (!countryCodes.has(country)) {
    throw new AppError('not_found', { detail: { key: 'country_unknown' } });
  }
  const rule = ruleOf(country);
  const { label, latinLabel, required, postalCode, subdivisions } = rule;
  const fields = [...new Set<AddressField>([...label.flat(), ...required])];
  return {
    country,
    name: countryName(country, languages),
    fields: fields.map((field) => ({
      field,
      kind: fieldKind(rule, field),
      name: fieldName(rule, field, supportedLanguage(languages)),
      required: required.has(field),
    })),
    label,
    latin_label: latinLabel,
    postal_code: postalCode && {
      pattern: postalCode.source,
      examples: postalCode.examples,
      upper_case: postalCode.upperCase,
    },
    subdivisions: subdivisions.map((subdivision) => ({
      code: subdivision.code,
      name: nameIn(subdivision, languages, rule),
      latin_name: subdivision.latinName,
      iso: subdivision.iso,
    })),
  };
};

/** Returns the name of a subdivision in the first language that has one. Its own name serves the country's languages. */
const nameIn = ({ name, byLanguage }: Subdivision, languages: readonly string[], { languages: own }: CountryRule) => {
  for (const language of languages.map((tag) => new Intl.Locale(tag).language)) {
    const translated = byLanguage.get(language);
    if (translated !== undefined) return translated;
    if (own.includes(language)) return name;
  }
  return name;
};
