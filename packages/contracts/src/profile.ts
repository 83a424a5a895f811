import { z } from 'zod';
import type { Contract } from './contract.ts';
import { imageField, imageLink } from './image-field.ts';
import { allPermissions, roles } from './permissions.ts';
import { internationalOrNationalPhone, phone } from './phone.ts';
import { rowId, text, timestamp } from './text.ts';

/** The profile of the signed-in customer. */
export const Profile = z
  .object({
    user_id: rowId,
    email: z.string(),
    email_verified: z
      .boolean()
      .meta({ description: 'Whether the customer has confirmed the e-mail with a mailed link.' }),
    full_name: z.string(),
    phone: z.string().nullable(),
    profile_picture: imageLink,
    role: z.enum(roles).meta({ description: 'The current role. The role in an access token can be stale.' }),
    permissions: z.array(z.enum(allPermissions)).meta({ description: 'What the role allows. Empty for customers.' }),
    erase_at: timestamp.nullable().meta({
      description:
        'When the API will erase the account at the request of the customer. An app should offer to cancel the erasure.',
    }),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Profile' });
export type Profile = z.output<typeof Profile>;

export const fullName = text({ max: 120 });

// Null or an empty text removes the number.
const optional = (number: typeof phone) =>
  number
    .nullable()
    .transform((value) => value || null)
    .optional();

/** A phone in a request without a country. */
export const optionalPhone = optional(phone);

/** A phone in a request where the address or the profile can supply the country. */
export const optionalNationalPhone = optional(internationalOrNationalPhone);

export const UpdateProfileInput = z
  .object({ full_name: fullName, phone: optionalNationalPhone, profile_picture: imageField })
  .partial();
export type UpdateProfileInput = z.output<typeof UpdateProfileInput>;

export const getProfile = {
  rest: { method: 'GET', path: '/customer/profile/', status: 200, tags: ['profile'], summary: 'Get my profile' },
  access: 'customer',
  byTenant: 'customers:read',
  input: z.object({}),
  output: Profile,
  versioned: true,
} as const satisfies Contract;

export const updateProfile = {
  rest: {
    method: 'PATCH',
    path: '/customer/profile/',
    status: 200,
    tags: ['profile'],
    summary: 'Change my profile',
    description:
      'An absent field keeps its value. `null` in JSON or an empty text in a form removes the phone or the picture.',
  },
  access: 'customer',
  byTenant: 'customers:write',
  input: UpdateProfileInput,
  output: Profile,
  files: ['profile_picture'],
  versioned: true,
  precondition: true,
  idempotent: true,
} as const satisfies Contract;
