import type { AddressField } from '@doorstep/contracts/address-rule';
import type { FieldFault } from '@doorstep/contracts/errors';
import { normalizePostalCode } from '@doorstep/contracts/postal-code';
import { type CountryRule, fieldKind, postalCodeRule, requiredBy, ruleOf } from './country-rule.ts';
import type { Subdivision } from './subdivision.ts';

/** The fields that a country's rules validate, named as in requests. */
export type PostalFields = Record<AddressField, string> & { country: string };

/**
 * Normalizes a postal code for storage: plain characters, and capitals if the country's codes have letters.
 * A country prefix, as in DK-2200, is removed if the code is valid only without it.
 */
export const storedPostalCode = (country: string, postalCode: string): string => {
  const rule = ruleOf(country).postalCode;
  const folded = normalizePostalCode(postalCode);
  if (!rule) return folded;
  const code = rule.upperCase ? folded.toUpperCase() : folded;
  if (rule.pattern.test(code) || !code.toUpperCase().startsWith(country)) return code;
  const own = code.slice(country.length).replace(/^[ -]/, '');
  return rule.pattern.test(own) ? own : code;
};

/** Returns all faults of an address by the rules of its country, at most one a field, in the order of a form. */
export const addressFaults = (address: PostalFields): FieldFault[] => {
  const rule = ruleOf(address.country);
  const subdivision = address.state === '' ? undefined : rule.findSubdivision(address.state);
  const required = subdivision?.require ? requiredBy(subdivision.require) : rule.required;
  const fields = new Set<AddressField>([...rule.label.flat(), ...required]);
  return [...fields].flatMap((field) => {
    const value = address[field];
    if (value === '') return required.has(field) ? missing(rule, field) : [];
    if (field === 'postal_code') return postalCodeFault(rule, subdivision, value);
    return field === 'state' && rule.subdivisions.length > 0 && !subdivision ? stateFault(rule) : [];
  });
};

const missing = (rule: CountryRule, field: AddressField): FieldFault => {
  const examples =
    field === 'postal_code' ? examplesOf(rule.postalCode) : field === 'state' ? subdivisionExample(rule) : [];
  return { field, code: 'required', message: { key: 'required_in', ...namedFor(rule, field), examples } };
};

const postalCodeFault = (rule: CountryRule, subdivision: Subdivision | undefined, value: string): FieldFault[] => {
  const own = subdivision?.zip ? postalCodeRule(subdivision.zip) : rule.postalCode;
  if (!own || own.pattern.test(value)) return [];
  const named = namedFor(rule, 'postal_code');
  const message = { key: 'postal_code_invalid', ...named, examples: examplesOf(own) } as const;
  return [{ field: 'postal_code', code: 'postal_code_invalid', message }];
};

const stateFault = (rule: CountryRule): FieldFault => {
  const named = namedFor(rule, 'state');
  const message = { key: 'subdivision_invalid', ...named, examples: subdivisionExample(rule) } as const;
  return { field: 'state', code: 'state_invalid', message };
};

/** The parameters with which messages name a field of a country. */
const namedFor = (rule: CountryRule, field: AddressField) => ({ country: rule.country, field: fieldKind(rule, field) });

const examplesOf = (rule: CountryRule['postalCode']): string[] => rule?.examples.slice(0, 2) ?? [];

const subdivisionExample = ({ subdivisions: [first] }: CountryRule): string[] => {
  if (!first) return [];
  const name = first.latinName ?? first.name;
  return [name === first.code ? name : `${first.code} (${name})`];
};
