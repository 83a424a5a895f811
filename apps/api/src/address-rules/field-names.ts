import type { AddressField } from '@doorstep/contracts/address-rule';
import type { CountryRule } from './country-rule.ts';

const kindNames: Readonly<Record<string, string>> = {
  area: 'Area',
  city: 'City',
  county: 'County',
  department: 'Department',
  district: 'District',
  do_si: 'Province or city (do/si)',
  eircode: 'Eircode',
  emirate: 'Emirate',
  island: 'Island',
  neighborhood: 'Neighbourhood',
  oblast: 'Oblast',
  parish: 'Parish',
  pin: 'PIN code',
  post_town: 'Post town',
  postal: 'Postal code',
  prefecture: 'Prefecture',
  province: 'Province',
  state: 'State',
  suburb: 'Suburb',
  townland: 'Townland',
  village_township: 'Village or township',
  zip: 'ZIP code',
};

const fixed = {
  recipient_name: 'Name',
  company: 'Company',
  line1: 'Street address',
  line2: 'Street address, second line',
  line3: 'Street address, third line',
  sorting_code: 'Sorting code',
} as const;

/** What a country means by a field, such as `post_town`; for fields that are the same everywhere, their own name. */
export const fieldKind = ({ kinds }: CountryRule, field: AddressField): string =>
  field in kinds ? kinds[field as keyof typeof kinds] : field;

/** The same in English, as a form would label it. */
export const fieldName = (rule: CountryRule, field: AddressField): string =>
  field in fixed ? fixed[field as keyof typeof fixed] : (kindNames[fieldKind(rule, field)] ?? fieldKind(rule, field));
