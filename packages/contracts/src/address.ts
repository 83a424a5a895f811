import { z } from 'zod';
import { type AddressText, forEachText, type RequiredText } from './address-fields.ts';
import type { Contract } from './contract.ts';
import { country } from './countries.ts';
import { imageField, imageLink } from './image-field.ts';
import { changedMetadata, metadata, newMetadata } from './metadata.ts';
import { optionalNationalPhone } from './profile.ts';
import { optionalText, rowId, text, timestamp } from './text.ts';

const location = z.object({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) });

const proofStatus = z.enum(['none', 'pending', 'approved', 'rejected']);

/** A stored address. */
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
      description: 'The lines of a shipping label in the format of the country, without the country.',
    }),
    proof_image: imageLink,
    proof_status: proofStatus,
    proof_reason: z.string().nullable().meta({ description: 'Why staff rejected the proof.' }),
    created_at: timestamp,
    updated_at: timestamp,
    deleted_at: timestamp.nullable(),
    version: z.int(),
  })
  .meta({ id: 'Address' });
export type Address = z.output<typeof Address>;

const warning = z.object({ field: z.string(), code: z.string(), message: z.string() }).meta({ id: 'AddressWarning' });

/** The answer to a write of an address. */
export const WrittenAddress = Address.extend({
  warnings: z
    .array(warning)
    .optional()
    .meta({ description: 'Fields that do not match the rules of the country. The tenant allows such addresses.' }),
  duplicate_of: rowId.optional().meta({ description: 'The id of another address of the customer that is the same.' }),
}).meta({ id: 'WrittenAddress' });
export type WrittenAddress = z.output<typeof WrittenAddress>;

/** A stored address as staff and systems of the tenant see it. */
export const CustomerAddress = Address.extend({ metadata }).meta({ id: 'CustomerAddress' });
export type CustomerAddress = z.output<typeof CustomerAddress>;

/** The answer to a write of an address by staff or a system. */
export const WrittenCustomerAddress = WrittenAddress.extend({ metadata }).meta({ id: 'WrittenCustomerAddress' });
export type WrittenCustomerAddress = z.output<typeof WrittenCustomerAddress>;

type OptionalText = Exclude<AddressText, RequiredText>;

// A required text has the same schema in every input. Only the meaning of an absent optional text differs.
const texts = <Optional extends z.ZodType>(optional: (max: number) => Optional) =>
  forEachText((_name, { max, required }) => (required ? text({ min: 1, max }) : optional(max))) as Record<
    RequiredText,
    ReturnType<typeof text>
  > &
    Record<OptionalText, Optional>;

/** A complete address. An absent field gets its default. */
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

/** Changes of an address. An absent field keeps its value. */
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
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
  search: text({ max: 200 }).optional().meta({
    description:
      'Words in label, recipient name, lines, city or postal code. All words must match, in any order. Case and accents are ignored.',
  }),
  country: country.optional(),
  deleted: z
    .boolean()
    .default(false)
    .meta({ description: 'If true, lists the deleted addresses that can be restored.' }),
});
export type ListAddressesInput = z.output<typeof ListAddressesInput>;

const AddressPage = z
  .object({ results: z.array(Address), next_cursor: z.string().nullable() })
  .meta({ id: 'AddressPage' });

const CustomerAddressPage = AddressPage.extend({ results: z.array(CustomerAddress) }).meta({
  id: 'CustomerAddressPage',
});
export type CustomerAddressPage = z.output<typeof CustomerAddressPage>;

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
  byTenant: 'addresses:read',
  forTenant: { output: CustomerAddressPage },
  input: ListAddressesInput,
  output: AddressPage,
} as const satisfies Contract;

export const createAddress = {
  rest: { method: 'POST', path: '/customer/addresses/', status: 201, tags: ['addresses'], summary: 'Add an address' },
  access: 'customer',
  byTenant: 'addresses:write',
  forTenant: { input: { metadata: newMetadata }, output: WrittenCustomerAddress },
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
  byTenant: 'addresses:read',
  forTenant: { output: CustomerAddress },
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
    description: 'An absent optional field gets its default. The proof image stays unless the request contains one.',
  },
  access: 'customer',
  byTenant: 'addresses:write',
  forTenant: { input: { metadata: newMetadata }, output: WrittenCustomerAddress },
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
  byTenant: 'addresses:write',
  forTenant: { input: { metadata: changedMetadata.optional() }, output: WrittenCustomerAddress },
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
  byTenant: 'addresses:write',
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
    description:
      'Restores the address with its proof, but not as a default. `deleted=true` lists the addresses that can be restored.',
  },
  access: 'customer',
  byTenant: 'addresses:write',
  forTenant: { output: WrittenCustomerAddress },
  input: byId,
  output: WrittenAddress,
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['conflict', 'address_limit_reached', 'email_not_verified', 'duplicate_address'],
} as const satisfies Contract;
