import { z } from 'zod';
import { postalTexts } from './address-fields.ts';
import type { Contract } from './contract.ts';
import { countryCode } from './countries.ts';

/** The fields of an address that country rules apply to. */
export const AddressField = z.enum(postalTexts);
export type AddressField = z.output<typeof AddressField>;

/** The fields of the postal address: all of them are covered by a proof and visible to staff. */
export const PostalField = z.enum([...AddressField.options, 'country']);
export type PostalField = z.output<typeof PostalField>;

const label = z.array(z.array(AddressField));

/** The rules for addresses of a country. Forms, labels and the validation of writes use them. */
export const AddressRule = z
  .object({
    country: z.string(),
    name: z.string().meta({ description: 'The name of the country in the language of `Accept-Language`.' }),
    fields: z
      .array(
        z.object({
          field: AddressField,
          kind: z
            .string()
            .meta({ description: 'What the country calls this field, as a key for your own translations.' }),
          name: z.string().meta({
            description: 'The label of the field in the language of `Accept-Language`, or in English.',
          }),
          required: z.boolean(),
        }),
      )
      .meta({ description: 'The fields that the country uses, in the order of a form.' }),
    label: label.meta({ description: 'The fields on a shipping label. Each entry is a line.' }),
    latin_label: label.nullable().meta({ description: 'The label in Latin script. Null if it has the same order.' }),
    postal_code: z
      .object({
        pattern: z.string().meta({
          description:
            'A regular expression for the whole code. Before it matches, the API normalizes full-width characters, digits of other scripts, dashes and spaces.',
        }),
        examples: z.array(z.string()),
        upper_case: z
          .boolean()
          .meta({ description: 'If true, the API converts the code to upper case before it validates and stores it.' }),
      })
      .nullable(),
    subdivisions: z
      .array(
        z.object({
          code: z.string(),
          name: z.string().meta({ description: 'The name in the language of `Accept-Language`, or the local name.' }),
          latin_name: z.string().nullable(),
          iso: z.string().nullable().meta({ description: 'The ISO 3166-2 code.', example: 'US-CA' }),
        }),
      )
      .meta({ description: 'The values of `state`, as code or name. If the list is empty, `state` can be any text.' }),
  })
  .meta({ id: 'AddressRule' });
export type AddressRule = z.output<typeof AddressRule>;

const AddressCountries = z
  .object({ results: z.array(z.object({ country: z.string(), name: z.string() })) })
  .meta({ id: 'AddressCountries' });
export type AddressCountries = z.output<typeof AddressCountries>;

export const listAddressRules = {
  rest: {
    method: 'GET',
    path: '/address-rules/',
    status: 200,
    tags: ['address rules'],
    summary: 'List countries',
    description: 'Lists countries by their name in the language of `Accept-Language`.',
  },
  access: 'anyone',
  input: z.object({}),
  output: AddressCountries,
} as const satisfies Contract;

export const getAddressRule = {
  rest: {
    method: 'GET',
    path: '/address-rules/{country}/',
    status: 200,
    tags: ['address rules'],
    summary: 'Get the address rules of a country',
    description: 'The API validates every address with the same rules.',
  },
  access: 'anyone',
  input: z.object({ country: countryCode }),
  output: AddressRule,
} as const satisfies Contract;
