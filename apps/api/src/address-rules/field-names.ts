import type { AddressField } from '@doorstep/contracts/address-rule';
import { catalogues, type Language } from '@doorstep/contracts/messages/catalogues';
import type { CountryRule, FieldKind } from './country-rule.ts';

/** What a country means by a field, such as `post_town`; for fields that are the same everywhere, their own name. */
export const fieldKind = ({ kinds }: CountryRule, field: AddressField): FieldKind =>
  field === 'state' || field === 'city' || field === 'district' || field === 'postal_code' ? kinds[field] : field;

/** The same in words, as a form would label it. */
export const fieldName = (rule: CountryRule, field: AddressField, language: Language): string =>
  catalogues[language].fields[fieldKind(rule, field)];
