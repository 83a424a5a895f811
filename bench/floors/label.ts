import { formatAddress } from 'localized-address-format';

export type Labelled = Record<
  | 'recipient_name'
  | 'company'
  | 'line1'
  | 'line2'
  | 'line3'
  | 'district'
  | 'city'
  | 'state'
  | 'postal_code'
  | 'sorting_code'
  | 'country',
  string
>;

/** The lines of an address, formatted by the library. */
export const label = (address: Labelled): string[] =>
  formatAddress({
    name: address.recipient_name,
    organization: address.company,
    addressLines: [address.line1, address.line2, address.line3].filter((line) => line !== ''),
    dependentLocality: address.district,
    locality: address.city,
    administrativeArea: address.state,
    postalCode: address.postal_code,
    sortingCode: address.sorting_code,
    postalCountry: address.country,
  });
