/** The properties of a text field of an address. */
export type AddressTextField = {
  /** Maximum length in code points. */
  max: number;
  required?: true;
  /** Part of the postal address: printed on labels, validated by country rules, visible to staff, covered by a proof. */
  postal?: true;
  /** Included in `search`. */
  searched?: true;
  /** How the search for duplicates compares it: as words (the default), as a code without spaces, or as one of several lines. */
  compared?: 'code' | 'line';
};

/**
 * The text fields of an address, in the order of the API and of forms. Schemas, columns, search, comparison, masks and forms
 * derive from this table.
 */
export const addressTexts = {
  label: { max: 60, searched: true },
  recipient_name: { max: 120, required: true, postal: true, searched: true },
  company: { max: 120, postal: true },
  line1: { max: 200, required: true, postal: true, searched: true, compared: 'line' },
  line2: { max: 200, postal: true, searched: true, compared: 'line' },
  line3: { max: 200, postal: true, searched: true, compared: 'line' },
  district: { max: 100, postal: true },
  city: { max: 100, postal: true, searched: true },
  state: { max: 100, postal: true },
  postal_code: { max: 20, postal: true, searched: true, compared: 'code' },
  sorting_code: { max: 20, postal: true, compared: 'code' },
  delivery_instructions: { max: 500 },
} as const satisfies Record<string, AddressTextField>;

export type AddressText = keyof typeof addressTexts;
type With<Property extends object> = {
  [F in AddressText]: (typeof addressTexts)[F] extends Property ? F : never;
}[AddressText];
export type PostalText = With<{ postal: true }>;
export type RequiredText = With<{ required: true }>;

const addressTextEntries = Object.entries(addressTexts) as [AddressText, AddressTextField][];

const namesWhere = <F extends AddressText>(matches: (field: AddressTextField) => boolean): readonly F[] =>
  addressTextEntries.filter(([, field]) => matches(field)).map(([name]) => name as F);

/** All text fields. */
export const addressTextNames = namesWhere<AddressText>(() => true);

/** The text fields of the postal address. The country is not a text field. */
export const postalTexts = namesWhere<PostalText>(({ postal }) => postal === true);

/** The text fields that `search` includes. */
export const searchedTexts = namesWhere<With<{ searched: true }>>(({ searched }) => searched === true);

/** Makes a record with a value for each text field. */
export const forEachText = <T>(make: (name: AddressText, field: AddressTextField) => T): Record<AddressText, T> =>
  Object.fromEntries(addressTextEntries.map(([name, field]) => [name, make(name, field)])) as Record<AddressText, T>;
