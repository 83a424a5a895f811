import type { AddressCountries, AddressField, AddressRule } from '@doorstep/contracts/address-rule';
import { countryCodes } from '@doorstep/contracts/countries';
import { AppError } from '@doorstep/contracts/errors';
import { supportedLanguage } from '@doorstep/contracts/messages/catalogues';
import { countryName, namesLanguage } from './country-names.ts';
import { type CountryRule, ruleOf } from './country-rule.ts';
import { fieldKind, fieldName } from './field-names.ts';
import type { Subdivision } from './subdivision.ts';

/** Every country with its name, ordered by that. `languages` are the caller's, the most wanted first. */
export const listAddressRules = (languages: readonly string[]): AddressCountries => {
  const { compare } = new Intl.Collator(namesLanguage(languages));
  const results = [...countryCodes].map((country) => ({ country, name: countryName(country, languages) }));
  return { results: results.sort((one, other) => compare(one.name, other.name)) };
};

/** What addresses of a country look like. Throws `not_found` where there is no such country. */
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

/** A subdivision's name in the first of the languages that has one; the country's own languages have its own name. */
const nameIn = ({ name, byLanguage }: Subdivision, languages: readonly string[], { languages: own }: CountryRule) => {
  for (const language of languages.map((tag) => new Intl.Locale(tag).language)) {
    const translated = byLanguage.get(language);
    if (translated !== undefined) return translated;
    if (own.includes(language)) return name;
  }
  return name;
};
