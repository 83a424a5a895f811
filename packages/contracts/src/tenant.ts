import { z } from 'zod';
import type { Contract } from './contract.ts';
import { rowId, text } from './text.ts';

const count = (preset: number, max: number) => z.int().min(1).max(max).default(preset);

/** How many of each a tenant allows; the windows are fixed. */
export const TenantLimits = z.object({
  live_addresses: count(50, 1000).meta({ description: 'Addresses a customer may hold.' }),
  restorable_addresses: count(50, 1000).meta({
    description:
      'Deleted addresses of a customer that can be restored; beyond that, the first deleted cannot any more.',
  }),
  writes_per_customer: count(120, 100_000).meta({
    description: 'Writes of one customer to profile and addresses, in a minute.',
  }),
  uploads_per_customer: count(100, 100_000).meta({ description: 'Uploads of one customer, in an hour.' }),
  failed_sign_ins_per_account: count(10, 1000).meta({ description: 'For one account and address, in 15 minutes.' }),
  failed_sign_ins_from_new_networks: count(50, 100_000).meta({
    description: 'For one account over all networks that it has not signed in from before, in 15 minutes.',
  }),
  failed_sign_ins_per_address: count(100, 100_000).meta({ description: 'For one address, in 15 minutes.' }),
  registrations_per_address: count(100, 100_000).meta({ description: 'For one address, in an hour.' }),
  mails_per_hour: count(5, 1000).meta({ description: 'To one recipient, of all kinds.' }),
  mails_per_day: count(20, 10_000).meta({ description: 'To one recipient, of all kinds.' }),
  confirmations_per_day: count(3, 1000).meta({
    description: 'Mails to one recipient that confirm an address, as long as nobody has confirmed it.',
  }),
  refreshes_per_session: count(60, 10_000).meta({ description: 'For one session, in a minute.' }),
});
export type TenantLimits = z.output<typeof TenantLimits>;

/** What an operator may set of a tenant, beside its name and status. Every setting has a default. */
export const TenantSettings = z.object({
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, 'A colour as #rrggbb.')
    .default('#2563eb'),
  locales: z
    .array(
      z.string().regex(/^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|\d{3}))?$/, 'A language tag, such as en or pt-BR.'),
    )
    .min(1)
    .default(['en']),
  web_url: z
    .url({ protocol: /^https?$/, message: 'The http or https address of the tenant’s web app.' })
    .nullable()
    .default(null),
  address_checking: z.enum(['strict', 'warn']).default('strict'),
  mail_proof_decisions: z
    .boolean()
    .default(true)
    .meta({ description: 'Whether a customer is mailed a decision on a proof.' }),
  duplicate_addresses: z.enum(['allow', 'refuse']).default('allow'),
  default_passes_on: z
    .boolean()
    .default(false)
    .meta({ description: 'Whether the newest address becomes a default whose address was deleted.' }),
  restore_days: count(30, 365).meta({ description: 'How long a deleted address can be restored.' }),
  require_verified_email: z.boolean().default(false),
  erasure_days: z
    .int()
    .min(0)
    .max(90)
    .default(14)
    .meta({ description: 'Days between asking for erasure and the erasure, in which it can be called off.' }),
  limits: TenantLimits.prefault({}),
});
export type TenantSettings = z.output<typeof TenantSettings>;

export const tenantName = text({ min: 1, max: 120 });

/** What an app needs before sign-in. */
export const Tenant = z
  .object({
    id: rowId,
    name: z.string(),
    colour: z.string(),
    locales: z.array(z.string()),
    address_checking: z.enum(['strict', 'warn']).meta({
      description: 'Whether an address that does not fit its country is refused, or stored and warned of.',
    }),
    duplicate_addresses: z.enum(['allow', 'refuse']),
    restore_days: z.int().meta({ description: 'How long a deleted address can be restored.' }),
    require_verified_email: z
      .boolean()
      .meta({ description: 'Whether the first address waits for a confirmed e-mail.' }),
    erasure_days: z.int().meta({ description: 'Days between asking for the erasure of an account and the erasure.' }),
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
    summary: 'Get what an app needs before sign-in',
  },
  access: 'tenant',
  input: z.object({}),
  output: Tenant,
} as const satisfies Contract;
