import { z } from 'zod';
import type { Contract } from './contract.ts';
import { rowId, text } from './text.ts';

const limit = (preset: number, max: number) => z.int().min(1).max(max).default(preset);

/** The limits that a tenant can set. */
export const TenantLimits = z.object({
  live_addresses: limit(50, 1000).meta({ description: 'Addresses of a customer.' }),
  restorable_addresses: limit(50, 1000).meta({
    description:
      'Deleted addresses of a customer that can be restored. Above the limit, the oldest ones cannot be restored.',
  }),
  writes_per_customer: limit(120, 100_000).meta({
    description: 'Writes of a customer to profile and addresses in a minute.',
  }),
  uploads_per_customer: limit(100, 100_000).meta({ description: 'Uploads of a customer in an hour.' }),
  failed_sign_ins_per_account: limit(10, 1000).meta({
    description: 'Failed sign-ins for an account from a network address in 15 minutes.',
  }),
  failed_sign_ins_from_new_networks: limit(50, 100_000).meta({
    description: 'Failed sign-ins for an account from all networks without an earlier sign-in, in 15 minutes.',
  }),
  failed_sign_ins_per_address: limit(100, 100_000).meta({
    description: 'Failed sign-ins from a network address in 15 minutes.',
  }),
  registrations_per_address: limit(100, 100_000).meta({
    description: 'Registrations from a network address in an hour.',
  }),
  mails_per_hour: limit(5, 1000).meta({ description: 'Mails of all kinds to a recipient in an hour.' }),
  mails_per_day: limit(20, 10_000).meta({ description: 'Mails of all kinds to a recipient in a day.' }),
  confirmations_per_day: limit(3, 1000).meta({
    description: 'Confirmation mails in a day to an e-mail that is not confirmed.',
  }),
  refreshes_per_session: limit(60, 10_000).meta({ description: 'Refreshes of a session in a minute.' }),
});
export type TenantLimits = z.output<typeof TenantLimits>;

/** The settings of a tenant, besides name and status. Each setting has a default. */
export const TenantSettings = z.object({
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'Enter a colour in the form #rrggbb.')
    .default('#2563eb'),
  locales: z
    .array(
      z
        .string()
        .regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'Enter a language tag, such as en or pt-BR.'),
    )
    .min(1)
    .default(['en']),
  web_url: z
    .url({ protocol: /^https?$/, message: 'Enter the http or https URL of the web app of the tenant.' })
    .nullable()
    .default(null),
  contact_url: z
    .url({ protocol: /^(https?|mailto|tel)$/, message: 'Enter an https, mailto or tel URL where customers reach you.' })
    .nullable()
    .default(null),
  address_checking: z.enum(['strict', 'warn']).default('strict'),
  mail_proof_decisions: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether the API mails customers the decision about a proof.' }),
  duplicate_addresses: z.enum(['allow', 'refuse']).default('allow'),
  default_passes_on: z.boolean().default(false).meta({
    description: 'Whether the newest address becomes the default when the customer deletes the default address.',
  }),
  restore_days: limit(30, 365).meta({ description: 'Days in which a deleted address can be restored.' }),
  require_verified_email: z.boolean().default(false),
  erasure_days: z.int().min(0).max(90).default(14).meta({
    description: 'Days between the request for an erasure and the erasure. The customer can cancel it until then.',
  }),
  limits: TenantLimits.prefault({}),
});
export type TenantSettings = z.output<typeof TenantSettings>;

export const tenantName = text({ min: 1, max: 120 });

/** The public data of a tenant. */
export const Tenant = z
  .object({
    id: rowId,
    name: z.string(),
    colour: z.string(),
    locales: z.array(z.string()),
    contact_url: z.string().nullable().meta({
      description: 'Where customers reach the tenant: an https, mailto or tel URL.',
    }),
    address_checking: z.enum(['strict', 'warn']).meta({
      description:
        'Whether the API refuses an address that does not match the rules of its country, or stores it with warnings.',
    }),
    duplicate_addresses: z.enum(['allow', 'refuse']),
    restore_days: z.int().meta({ description: 'Days in which a deleted address can be restored.' }),
    require_verified_email: z
      .boolean()
      .meta({ description: 'Whether a customer must confirm the e-mail before the first address.' }),
    erasure_days: z
      .int()
      .meta({ description: 'Days between the request for the erasure of an account and the erasure.' }),
    limits: z.object({ live_addresses: z.int(), upload_bytes: z.int() }),
  })
  .meta({ id: 'Tenant' });
export type Tenant = z.output<typeof Tenant>;

export const getTenant = {
  rest: {
    method: 'GET',
    path: '/tenant/',
    status: 200,
    tags: ['tenant'],
    summary: 'Get the tenant',
    description: 'Returns the public data that an app needs before the customer signs in.',
  },
  access: 'tenant',
  input: z.object({}),
  output: Tenant,
} as const satisfies Contract;
