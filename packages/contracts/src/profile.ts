import { z } from 'zod';
import type { Contract } from './contract.ts';
import { imageField, imageLink } from './image-field.ts';
import { internationalOrNationalPhone, phone } from './phone.ts';
import { rowId, text, timestamp } from './text.ts';

/** A customer as the customer sees it. */
export const Profile = z
  .object({
    user_id: rowId,
    email: z.string(),
    email_verified: z.boolean().meta({ description: 'Whether its owner has confirmed it from a mail.' }),
    full_name: z.string(),
    phone: z.string().nullable(),
    profile_picture: imageLink,
    role: z
      .enum(['customer', 'staff'])
      .meta({ description: 'As it is now; the role in an access token may be older.' }),
    erase_at: timestamp.nullable().meta({
      description: 'When the account will be erased, if its customer asked for that: offer to keep it.',
    }),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'Profile' });
export type Profile = z.output<typeof Profile>;

/** A name as a person gives it. */
export const fullName = text({ max: 120 });

/** Null or an empty text clears the number. */
const clearable = (number: typeof phone) =>
  number
    .nullable()
    .transform((value) => value || null)
    .optional();

/** A phone where nothing tells its country. */
export const optionalPhone = clearable(phone);

/** A phone where an address or a profile may tell its country. */
export const optionalNationalPhone = clearable(internationalOrNationalPhone);

export const UpdateProfileInput = z
  .object({ full_name: fullName, phone: optionalNationalPhone, profile_picture: imageField })
  .partial();
export type UpdateProfileInput = z.output<typeof UpdateProfileInput>;

export const getProfile = {
  rest: { method: 'GET', path: '/customer/profile/', status: 200, tags: ['profile'], summary: 'Get my profile' },
  access: 'customer',
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
      'An absent field stays as it is. `null`, or an empty text part of a form, clears the phone or the picture.',
  },
  access: 'customer',
  input: UpdateProfileInput,
  output: Profile,
  files: ['profile_picture'],
  versioned: true,
  precondition: true,
  idempotent: true,
} as const satisfies Contract;
