import { z } from 'zod';
import { type AddressText, forEachText, type RequiredText } from './address-fields.ts';
import type { Contract } from './contract.ts';
import { country } from './countries.ts';
import { imageField, imageLink } from './image-field.ts';
import { optionalNationalPhone } from './profile.ts';
import { optionalText, rowId, text, timestamp } from './text.ts';

const location = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });

const proofStatus = z.enum(['none', 'pending', 'approved', 'rejected']);

/** An address as its customer sees it. */
export const Address = z
  .object({
    id: rowId,
    ...forEachText(() => z.string()),
    country: z.string(),
    phone: z.string().nullable(),
    location: location.nullable(),
    is_default_shipping: z.boolean(),
    is_default_billing: z.boolean(),
    formatted: z.array(z.string()).meta({
      description: 'The lines of a label, as the post of the country wants them, without the country itself.',
    }),
    proof_image: imageLink,
    proof_status: proofStatus,
    proof_reason: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Address' });
export type Address = z.output<typeof Address>;

const warning = z.object({ field: z.string(), code: z.string(), message: z.string() }).meta({ id: 'AddressWarning' });

/** An address as a write answers it. */
export const WrittenAddress = Address.extend({
  warnings: z
    .array(warning)
    .optional()
    .meta({ description: 'What does not fit the country, where the tenant has such an address stored all the same.' }),
  duplicate_of: rowId.optional().meta({ description: 'Another of my addresses that is the same.' }),
}).meta({ id: 'WrittenAddress' });
export type WrittenAddress = z.output<typeof WrittenAddress>;

type OptionalText = Exclude<AddressText, RequiredText>;

/** The schema of each text: a required one is the same in every input, an optional one by what its absence means. */
const texts = <Optional extends z.ZodType>(optional: (max: number) => Optional) =>
  forEachText((_name, { max, required }) => (required ? text({ min: 1, max }) : optional(max))) as Record<
    RequiredText,
    ReturnType<typeof text>
  > &
    Record<OptionalText, Optional>;

/** A whole address: what is absent takes its default. */
export const AddressInput = z.object({
  ...texts(optionalText),
  country,
  phone: optionalNationalPhone,
  location: location.nullable().default(null),
  is_default_shipping: z.boolean().default(false),
  is_default_billing: z.boolean().default(false),
  proof_image: imageField,
});
export type AddressInput = z.output<typeof AddressInput>;

/** Some fields of an address: what is absent stays. */
export const AddressChanges = z
  .object({
    ...texts((max) => z.preprocess((value: string | null | undefined) => value ?? '', text({ max }))),
    country,
    phone: optionalNationalPhone,
    location: location.nullable(),
    is_default_shipping: z.boolean(),
    is_default_billing: z.boolean(),
    proof_image: imageField,
  })
  .partial();
export type AddressChanges = z.output<typeof AddressChanges>;

const byId = z.object({ id: rowId });

export const ListAddressesInput = z.object({
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the page before.' }),
  search: text({ max: 200 }).optional().meta({
    description:
      'Words that all stand in label, recipient, lines, city or postal code, in any order; case and accents do not count.',
  }),
  country: country.optional(),
  deleted: z
    .boolean()
    .default(false)
    .meta({ description: 'Those deleted that can be restored, instead of the others.' }),
});
export type ListAddressesInput = z.output<typeof ListAddressesInput>;

const AddressPage = z
  .object({ results: z.array(Address), next_cursor: z.string().nullable() })
  .meta({ id: 'AddressPage' });
export type AddressPage = z.output<typeof AddressPage>;

export const listAddresses = {
  rest: {
    method: 'GET',
    path: '/customer/addresses/',
    status: 200,
    tags: ['addresses'],
    summary: 'List my addresses',
    description: 'Newest first. `next_cursor` is null on the last page.',
  },
  access: 'customer',
  input: ListAddressesInput,
  output: AddressPage,
} as const satisfies Contract;

export const createAddress = {
  rest: { method: 'POST', path: '/customer/addresses/', status: 201, tags: ['addresses'], summary: 'Add an address' },
  access: 'customer',
  input: AddressInput,
  output: WrittenAddress,
  files: ['proof_image'],
  versioned: true,
  idempotent: true,
  errors: ['address_limit_reached', 'email_not_verified', 'duplicate_address'],
} as const satisfies Contract;

export const getAddress = {
  rest: {
    method: 'GET',
    path: '/customer/addresses/{id}/',
    status: 200,
    tags: ['addresses'],
    summary: 'Get an address',
  },
  access: 'customer',
  input: byId,
  output: Address,
  versioned: true,
} as const satisfies Contract;

export const replaceAddress = {
  rest: {
    method: 'PUT',
    path: '/customer/addresses/{id}/',
    status: 200,
    tags: ['addresses'],
    summary: 'Replace an address',
    description: 'An absent optional field returns to its default; the proof image stays unless it is given.',
  },
  access: 'customer',
  input: AddressInput.extend(byId.shape),
  output: WrittenAddress,
  files: ['proof_image'],
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['duplicate_address'],
} as const satisfies Contract;

export const updateAddress = {
  rest: {
    method: 'PATCH',
    path: '/customer/addresses/{id}/',
    status: 200,
    tags: ['addresses'],
    summary: 'Change some fields of an address',
  },
  access: 'customer',
  input: AddressChanges.extend(byId.shape),
  output: WrittenAddress,
  files: ['proof_image'],
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['duplicate_address'],
} as const satisfies Contract;

export const deleteAddress = {
  rest: {
    method: 'DELETE',
    path: '/customer/addresses/{id}/',
    status: 204,
    tags: ['addresses'],
    summary: 'Delete an address',
  },
  access: 'customer',
  input: byId,
  output: z.void(),
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

export const restoreAddress = {
  rest: {
    method: 'POST',
    path: '/customer/addresses/{id}/restore/',
    status: 200,
    tags: ['addresses'],
    summary: 'Restore a deleted address',
    description: 'With its proof, and as no default. `deleted=true` lists what can be restored.',
  },
  access: 'customer',
  input: byId,
  output: WrittenAddress,
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['conflict', 'address_limit_reached', 'email_not_verified', 'duplicate_address'],
} as const satisfies Contract;
