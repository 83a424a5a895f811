import { type AddressText, forEachText, type PostalText, postalTexts } from '@doorstep/contracts/address-fields';
import type { Address, AddressRule } from '@doorstep/sdk';

/** An address as its form holds it. */
export type AddressValues = Record<AddressText | 'country' | 'phone', string> & {
  is_default_shipping: boolean;
  is_default_billing: boolean;
  /** A new proof of address; null for the removal of the one that is stored. */
  proof_image?: File | null | undefined;
  /** The name of that file. It stays in the draft, which cannot hold the file itself. */
  proof_name?: string;
};

/** What a form shows of an address. */
export const addressValues = (address: Partial<Address>): AddressValues => ({
  ...forEachText((field) => address[field] ?? ''),
  country: address.country ?? '',
  phone: address.phone ?? '',
  is_default_shipping: address.is_default_shipping ?? false,
  is_default_billing: address.is_default_billing ?? false,
});

/** A field as a form asks for it. */
export type AskedField = { field: PostalText; name: string; required: boolean };

/**
 * The fields that a form asks for: those that the country uses and, where a stored address has more, those too, so that
 * nothing of it is out of sight.
 */
export const askedFields = (
  { country, fields }: AddressRule,
  stored: Address | undefined,
  names: Record<PostalText, string>,
): AskedField[] => {
  const used = new Set(fields.map(({ field }) => field));
  const beyond = postalTexts.filter((field) => stored?.country === country && stored[field] !== '' && !used.has(field));
  return [...fields, ...beyond.map((field) => ({ field, name: names[field], required: false }))];
};

/** What was typed, without what was typed for another country and is out of sight now. */
export const withoutUnasked = <Fields extends Partial<Record<PostalText, string>>>(
  fields: Fields,
  asked: readonly AskedField[],
): Fields => {
  const seen = new Set(asked.map(({ field }) => field));
  const unseen = postalTexts.filter((field) => !seen.has(field));
  return { ...fields, ...Object.fromEntries(unseen.map((field) => [field, ''])) };
};

/** Whether anything differs that the rules of a country judge: the API lets all else be changed in an address that does not fit. */
export const isPostalChange = (stored: Address, typed: AddressValues): boolean =>
  (['country', ...postalTexts] as const).some((field) => stored[field] !== typed[field]);
