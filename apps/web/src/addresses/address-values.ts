import { type AddressText, forEachText, type PostalText, postalTexts } from '@doorstep/contracts/address-fields';
import type { Address, AddressRule } from '@doorstep/sdk';

/** The values of the form of an address. */
export type AddressValues = Record<AddressText | 'country' | 'phone', string> & {
  is_default_shipping: boolean;
  is_default_billing: boolean;
  /** A new proof of address; null removes the stored one. */
  proof_image?: File | null | undefined;
  /** The name of that file, for the draft, which cannot hold the file itself. */
  proof_name?: string;
};

/** Converts an address into the values of its form. */
export const addressValues = (address: Partial<Address>): AddressValues => ({
  ...forEachText((field) => address[field] ?? ''),
  country: address.country ?? '',
  phone: address.phone ?? '',
  is_default_shipping: address.is_default_shipping ?? false,
  is_default_billing: address.is_default_billing ?? false,
});

/** A field that the form shows. */
export type VisibleField = { field: PostalText; name: string; required: boolean };

/** The fields of the country, and other fields that the stored address uses, so that the form hides no stored value. */
export const visibleFields = (
  { country, fields }: AddressRule,
  stored: Address | undefined,
  names: Record<PostalText, string>,
): VisibleField[] => {
  const ofCountry = new Set(fields.map(({ field }) => field));
  const others = postalTexts.filter(
    (field) => stored?.country === country && stored[field] !== '' && !ofCountry.has(field),
  );
  return [...fields, ...others.map((field) => ({ field, name: names[field], required: false }))];
};

/** Clears postal fields that the form no longer shows, such as those of another country. */
export const withoutHiddenFields = <Fields extends Partial<Record<PostalText, string>>>(
  fields: Fields,
  visible: readonly VisibleField[],
): Fields => {
  const names = new Set(visible.map(({ field }) => field));
  const hidden = postalTexts.filter((field) => !names.has(field));
  return { ...fields, ...Object.fromEntries(hidden.map((field) => [field, ''])) };
};

/** Whether a field of the country's rule changed: the API accepts other changes to an address that violates the rule. */
export const isPostalChange = (stored: Address, typed: AddressValues): boolean =>
  (['country', ...postalTexts] as const).some((field) => stored[field] !== typed[field]);
