import type { AddressChanges } from '@doorstep/contracts/address';
import {
  type AddressText,
  addressTextNames,
  forEachText,
  type PostalText,
  postalTexts,
} from '@doorstep/contracts/address-fields';
import type { PostalField } from '@doorstep/contracts/address-rule';
import type { Metadata } from '@doorstep/contracts/metadata';
import type { Row } from '@doorstep/database/row';
import type { PostalFields } from '../address-rules/address-faults.ts';

/** An address without the words of the search, which only writes need. */
export type AddressRow = Omit<Row<'address'>, 'searchWords' | 'metadata'> & { metadata: Metadata };

type CamelCase<Name extends string> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** Returns the column of a field: its name in camel case. The types check that the column exists. */
const columnOf = <Name extends string>(field: Name) =>
  field.replaceAll(/_(.)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;

const columnsOf = <Field extends string>(fields: readonly Field[]) =>
  Object.fromEntries(fields.map((field) => [field, columnOf(field)])) as { [F in Field]: CamelCase<F> };

const columns = columnsOf([
  ...addressTextNames,
  'country',
  'phone',
  'is_default_shipping',
  'is_default_billing',
] as const) satisfies Partial<Record<keyof AddressChanges, keyof AddressRow>>;

/** The columns of the postal address. Labels, rules, proofs and the staff view derive from this list. */
export const postalColumns: { [F in PostalField]: CamelCase<F> } = columnsOf([...postalTexts, 'country']);
export type PostalColumn = CamelCase<PostalField>;

export type TextColumn = CamelCase<AddressText>;
export const textColumns: readonly TextColumn[] = addressTextNames.map(columnOf);

/** The text columns of a new row. */
export const emptyTexts = Object.fromEntries(textColumns.map((column) => [column, ''])) as Record<TextColumn, ''>;

/** Returns the text columns of a row by field name. */
export const textFields = (row: Pick<AddressRow, TextColumn>): Record<AddressText, string> =>
  forEachText((field) => row[columns[field]]);

/** Returns the postal address of a row by field name. */
export const postalFields = (row: Pick<AddressRow, PostalColumn>): PostalFields => ({
  ...(Object.fromEntries(postalTexts.map((field) => [field, row[postalColumns[field]]])) as Record<PostalText, string>),
  country: row.country,
});

/** Returns whether two rows differ in the postal address. */
export const isPostalChange = (before: AddressRow, after: AddressRow): boolean =>
  Object.values(postalColumns).some((column) => before[column] !== after[column]);

const columnEntries = Object.entries(columns) as [keyof typeof columns, keyof AddressRow][];

/** Converts the fields of a request to columns, except the proof. An absent field sets no column. */
export const toColumns = (fields: AddressChanges): Partial<AddressRow> => {
  const set: Record<string, unknown> = {};
  for (const [field, column] of columnEntries) if (fields[field] !== undefined) set[column] = fields[field];
  const { location } = fields;
  if (location !== undefined)
    Object.assign(set, { latitude: location?.latitude ?? null, longitude: location?.longitude ?? null });
  return set;
};
