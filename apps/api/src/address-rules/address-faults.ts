import type { AddressField } from '@doorstep/contracts/address-rule';
import type { FieldError } from '@doorstep/contracts/errors';
import { countryName } from './country-names.ts';
import { type CountryRule, postalCodeRule, requiredBy, ruleOf } from './country-rule.ts';
import { fieldName } from './field-names.ts';
import type { Subdivision } from './subdivision.ts';

/** The fields that a country's rules judge, as a request names them. */
export type PostalFields = Record<AddressField, string> & { country: string };

/** A postal code as it is stored: in capitals where the country's codes have letters. All else stays as it was given. */
export const storedPostalCode = (country: string, postalCode: string): string =>
  ruleOf(country).postalCode?.upperCase ? postalCode.toUpperCase() : postalCode;

/** All that does not fit the country of an address, one entry a field, in the order in which a form asks. */
export const addressFaults = (address: PostalFields): FieldError[] => {
  const rule = ruleOf(address.country);
  const subdivision = address.state === '' ? undefined : rule.subdivisionNamed(address.state);
  const required = subdivision?.require ? requiredBy(subdivision.require) : rule.required;
  const fields = new Set<AddressField>([...rule.label.flat(), ...required]);
  return [...fields].flatMap((field) => {
    const value = address[field];
    if (value === '') return required.has(field) ? missing(rule, field) : [];
    if (field === 'postal_code') return postalCodeFault(rule, subdivision, value);
    return field === 'state' && rule.subdivisions.length > 0 && !subdivision ? stateFault(rule) : [];
  });
};

const missing = (rule: CountryRule, field: AddressField): FieldError => {
  const examples: Partial<Record<AddressField, string>> = {
    postal_code: exampleOf(rule.postalCode),
    state: subdivisionExample(rule),
  };
  const message = `Required in ${placeOf(rule)}: ${inSentence(rule, field)}${suchAs(examples[field])}.`;
  return { field, code: 'required', message };
};

const postalCodeFault = (rule: CountryRule, subdivision: Subdivision | undefined, value: string): FieldError[] => {
  const own = subdivision?.zip ? postalCodeRule(subdivision.zip) : rule.postalCode;
  if (!own || own.pattern.test(value)) return [];
  const right = exampleOf(own) && ` A right one looks like ${exampleOf(own)}.`;
  const message = `Not ${withArticle(inSentence(rule, 'postal_code'))} of ${placeOf(rule)}.${right}`;
  return [{ field: 'postal_code', code: 'postal_code_invalid', message }];
};

const stateFault = (rule: CountryRule): FieldError => {
  const message = `Not ${withArticle(inSentence(rule, 'state'))} of ${placeOf(rule)}. Give one by code or name${suchAs(subdivisionExample(rule))}.`;
  return { field: 'state', code: 'state_invalid', message };
};

const placeOf = ({ country }: CountryRule): string => countryName(country, []);

/** A field's name behind other words: "post town", but "ZIP code". */
const inSentence = (rule: CountryRule, field: AddressField): string =>
  fieldName(rule, field).replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());

const withArticle = (name: string): string => `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`;

const suchAs = (example = ''): string => example && `, such as ${example}`;

const exampleOf = (rule: CountryRule['postalCode']): string => rule?.examples.slice(0, 2).join(' or ') ?? '';

const subdivisionExample = ({ subdivisions: [first] }: CountryRule): string => {
  if (!first) return '';
  const name = first.latinName ?? first.name;
  return name === first.code ? name : `${first.code} (${name})`;
};
