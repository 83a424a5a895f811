/** How a text of an address is treated. Schemas, columns, search, comparison, masks and forms derive from {@link addressTexts}. */
export type AddressTextField = {
  /** The most code points it may have. */
  max: number;
  required?: true;
  /** Part of the postal address: on labels, judged by the rules of the country, seen by staff, covered by a proof. */
  postal?: true;
  /** `search` looks through it. */
  searched?: true;
  /** How two addresses are compared: as words (unless said), as a code without gaps, or as one of several lines. */
  compared?: 'code' | 'line';
};

/** The texts of an address, in the order of the API and of forms. */
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

export const addressTextEntries = Object.entries(addressTexts) as [AddressText, AddressTextField][];

const namesWhere = <F extends AddressText>(holds: (field: AddressTextField) => boolean): readonly F[] =>
  addressTextEntries.filter(([, field]) => holds(field)).map(([name]) => name as F);

/** The texts of the postal address: all of it but the country. */
export const postalTexts = namesWhere<PostalText>(({ postal }) => postal === true);

/** The texts that `search` looks through. */
export const searchedTexts = namesWhere<With<{ searched: true }>>(({ searched }) => searched === true);

/** A value for each text of an address. */
export const forEachText = <T>(make: (name: AddressText, field: AddressTextField) => T): Record<AddressText, T> =>
  Object.fromEntries(addressTextEntries.map(([name, field]) => [name, make(name, field)])) as Record<AddressText, T>;
