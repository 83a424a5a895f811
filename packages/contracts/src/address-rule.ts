import { z } from 'zod';
import { postalTexts } from './address-fields.ts';
import type { Contract } from './contract.ts';
import { countryCode } from './countries.ts';

/** The fields of an address that a country's rules speak of. */
export const AddressField = z.enum(postalTexts);
export type AddressField = z.output<typeof AddressField>;

/** The fields that make up the postal address: a proof covers all of them, and staff see all of them. */
export const PostalField = z.enum([...AddressField.options, 'country']);
export type PostalField = z.output<typeof PostalField>;

const label = z.array(z.array(AddressField));

/** What addresses of a country look like: for forms, for labels, and what a write is judged by. */
export const AddressRule = z
  .object({
    country: z.string(),
    name: z.string().meta({ description: 'In the language of the caller, by `Accept-Language`.' }),
    fields: z
      .array(
        z.object({
          field: AddressField,
          kind: z.string().meta({ description: 'What the country means by it, for a translation of your own.' }),
          name: z.string().meta({
            description:
              'The same as a form would label it, in the language of the caller; in English where there are no texts in that.',
          }),
          required: z.boolean(),
        }),
      )
      .meta({ description: 'The fields that the country uses, in the order in which a form asks for them.' }),
    label: label.meta({ description: 'The fields on a label, line by line.' }),
    latin_label: label.nullable().meta({ description: 'The same for Latin letters, where it differs.' }),
    postal_code: z
      .object({
        pattern: z.string().meta({
          description:
            'A regular expression that the whole code matches, once full-width characters, digits of other scripts, dashes and spaces are plain ones.',
        }),
        examples: z.array(z.string()),
        upper_case: z.boolean().meta({ description: 'Small letters are raised before they are judged and stored.' }),
      })
      .nullable(),
    subdivisions: z
      .array(
        z.object({
          code: z.string(),
          name: z.string().meta({ description: 'In the language of the caller, where it is known.' }),
          latin_name: z.string().nullable(),
          iso: z.string().nullable().meta({ description: 'ISO 3166-2.', example: 'US-CA' }),
        }),
      )
      .meta({ description: 'What `state` may be, by code or name. None: any text.' }),
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
    summary: 'List the countries',
    description: 'With their names in the language that `Accept-Language` asks for, and ordered by them.',
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
    summary: 'Get what addresses of a country look like',
    description: 'The same rules judge every write of an address.',
  },
  access: 'anyone',
  input: z.object({ country: countryCode }),
  output: AddressRule,
} as const satisfies Contract;
