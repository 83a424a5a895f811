import { z } from 'zod';
import { email } from './account.ts';
import type { Contract } from './contract.ts';
import { imageLink } from './image-field.ts';
import { changedMetadata, metadata, newMetadata } from './metadata.ts';
import { Erasure } from './privacy.ts';
import { fullName, optionalPhone } from './profile.ts';
import { rowId, text, timestamp } from './text.ts';

/** The states of a customer. A pending erasure comes before a block, and a block before an invitation. */
const customerStatus = z.enum(['active', 'invited', 'blocked', 'erasure_pending']);
export type CustomerStatus = z.output<typeof customerStatus>;

/** A customer, as staff and systems of the tenant see them. */
export const Customer = z
  .object({
    id: rowId,
    external_id: z.string().nullable().meta({ description: 'The id of the customer in a system of the tenant.' }),
    email: z.string(),
    email_verified: z.boolean().meta({ description: 'Whether the customer has confirmed the e-mail.' }),
    full_name: z.string(),
    phone: z.string().nullable(),
    profile_picture: imageLink,
    status: customerStatus.meta({
      description: '`invited` has no password yet. `blocked` cannot sign in. `erasure_pending` will be erased.',
    }),
    blocked: z
      .object({ at: timestamp, reason: z.string(), until: timestamp.nullable() })
      .nullable()
      .meta({ description: 'The current block. Without `until`, it lasts until it is removed.' }),
    metadata,
    addresses_count: z.int().meta({ description: 'How many addresses the customer has, without deleted ones.' }),
    last_sign_in_at: timestamp.nullable().meta({ description: 'A sign-in does not raise the version.' }),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Customer' });
export type Customer = z.output<typeof Customer>;

/** The id of a customer in a system of the tenant. */
export const externalId = text({ min: 1, max: 255 }).meta({
  description: 'The id of the customer in a system of the tenant. Unique in the tenant; any characters.',
});

const fields = {
  email,
  full_name: z.preprocess((value: string | null | undefined) => value ?? '', fullName).default(''),
  phone: optionalPhone,
  metadata: newMetadata,
  send_invitation: z.boolean().default(false).meta({
    description: 'Whether to mail a new customer a link to choose a password. It is valid for 72 hours.',
  }),
};

export const CreateCustomerInput = z.object({ ...fields, external_id: externalId.nullable().default(null) });
export type CreateCustomerInput = z.output<typeof CreateCustomerInput>;

export const UpsertCustomerInput = z.object({ external_id: externalId, ...fields });
export type UpsertCustomerInput = z.output<typeof UpsertCustomerInput>;

const byId = z.object({ customer_id: rowId });

export const UpdateCustomerInput = z
  .object({
    email,
    full_name: fullName,
    phone: optionalPhone,
    external_id: externalId.nullable(),
    metadata: changedMetadata,
  })
  .partial();
export type UpdateCustomerInput = z.output<typeof UpdateCustomerInput>;

export const BlockCustomerInput = z.object({
  reason: text({ min: 1, max: 500 }).meta({
    description: 'For staff and systems of the tenant. Customers do not see it.',
  }),
  until: timestamp.nullable().default(null).meta({ description: 'When the block ends. Null: when it is removed.' }),
});
export type BlockCustomerInput = z.output<typeof BlockCustomerInput>;

export const ListCustomersInput = z.object({
  email: text({ max: 254 }).optional().meta({ description: 'The exact e-mail. Case is ignored.' }),
  external_id: text({ max: 255 }).optional().meta({ description: 'The exact external id.' }),
  phone: optionalPhone.meta({ description: 'The exact phone number.' }),
  search: text({ max: 200 }).optional().meta({
    description:
      'Beginnings of words in name, e-mail, phone, external id, city or postal code, at least one of them with three letters. All must match, in any order. Case and accents are ignored. The order is that of the ids, newest first. A search looks at no more than 1000 matches of its rarest word with three letters.',
  }),
  status: customerStatus.optional(),
  created_after: timestamp.optional(),
  updated_after: timestamp.optional().meta({
    description: 'Lists the customers that changed after this time, in the order of their last change.',
  }),
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListCustomersInput = z.output<typeof ListCustomersInput>;

const CustomerPage = z
  .object({ results: z.array(Customer), next_cursor: z.string().nullable() })
  .meta({ id: 'CustomerPage' });
export type CustomerPage = z.output<typeof CustomerPage>;

export const listCustomers = {
  rest: {
    method: 'GET',
    path: '/customers/',
    status: 200,
    tags: ['customers'],
    summary: 'List customers',
    description: 'Newest first. `next_cursor` is null on the last page. Accounts of staff are not among them.',
  },
  access: { permission: 'customers:read' },
  input: ListCustomersInput,
  output: CustomerPage,
} as const satisfies Contract;

export const createCustomer = {
  rest: {
    method: 'POST',
    path: '/customers/',
    status: 201,
    tags: ['customers'],
    summary: 'Create a customer',
    description:
      'The customer has no password, and is `invited` until they choose one: with the link of an invitation, or of a password reset.',
  },
  access: { permission: 'customers:write' },
  input: CreateCustomerInput,
  output: Customer,
  versioned: true,
  idempotent: true,
  errors: ['email_taken', 'external_id_taken'],
} as const satisfies Contract;

export const upsertCustomer = {
  rest: {
    method: 'PUT',
    path: '/customers/by-external-id/{external_id}/',
    status: 200,
    creates: true,
    tags: ['customers'],
    summary: 'Create or replace a customer by external id',
    description:
      'Percent-encode the external id, also its slashes. An absent optional field gets its default. A new e-mail is not confirmed. The API mails the old e-mail about the change.',
  },
  access: { permission: 'customers:write' },
  input: UpsertCustomerInput,
  output: Customer,
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['email_taken'],
} as const satisfies Contract;

export const getCustomer = {
  rest: {
    method: 'GET',
    path: '/customers/{customer_id}/',
    status: 200,
    tags: ['customers'],
    summary: 'Get a customer',
  },
  access: { permission: 'customers:read' },
  onBehalf: true,
  input: byId,
  output: Customer,
  versioned: true,
} as const satisfies Contract;

export const updateCustomer = {
  rest: {
    method: 'PATCH',
    path: '/customers/{customer_id}/',
    status: 200,
    tags: ['customers'],
    summary: 'Change a customer',
    description:
      'An absent field keeps its value. In `metadata`, absent keys stay and null removes a key. A new e-mail is not confirmed. The API mails the old e-mail about the change.',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: UpdateCustomerInput.extend(byId.shape),
  output: Customer,
  versioned: true,
  precondition: true,
  idempotent: true,
  errors: ['email_taken', 'external_id_taken'],
} as const satisfies Contract;

export const deleteCustomer = {
  rest: {
    method: 'DELETE',
    path: '/customers/{customer_id}/',
    status: 202,
    tags: ['customers'],
    summary: 'Request the erasure of a customer',
    description:
      'Ends all sessions. The API erases the account after the `erasure_days` of the tenant, and mails the customer the date. Until then, the customer can sign in and keep the account. A second request does not change the date.',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: byId,
  output: Erasure,
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

export const blockCustomer = {
  rest: {
    method: 'POST',
    path: '/customers/{customer_id}/block/',
    status: 200,
    tags: ['customers'],
    summary: 'Block a customer',
    description:
      'Ends all sessions at once. Until the end of the block, the right password answers `account_blocked`. Another block replaces the current one.',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: BlockCustomerInput.extend(byId.shape),
  output: Customer,
  versioned: true,
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

export const unblockCustomer = {
  rest: {
    method: 'POST',
    path: '/customers/{customer_id}/unblock/',
    status: 200,
    tags: ['customers'],
    summary: 'Unblock a customer',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: byId,
  output: Customer,
  versioned: true,
  precondition: true,
  idempotent: true,
} as const satisfies Contract;

export const signOutCustomer = {
  rest: {
    method: 'POST',
    path: '/customers/{customer_id}/sign-out/',
    status: 204,
    tags: ['customers'],
    summary: 'End all sessions of a customer',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: byId,
  output: z.void(),
  idempotent: true,
} as const satisfies Contract;

export const inviteCustomer = {
  rest: {
    method: 'POST',
    path: '/customers/{customer_id}/invite/',
    status: 202,
    tags: ['customers'],
    summary: 'Invite a customer',
    description:
      'Mails a link to choose a password, which is valid for 72 hours. Earlier links stop working. The customer must be `invited`.',
  },
  access: { permission: 'customers:write' },
  onBehalf: true,
  input: byId,
  output: z.void(),
  idempotent: true,
  errors: ['conflict', 'rate_limited'],
} as const satisfies Contract;
