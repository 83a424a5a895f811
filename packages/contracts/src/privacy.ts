import { z } from 'zod';
import { passwordToVerify } from './account.ts';
import type { Contract } from './contract.ts';
import { timestamp } from './text.ts';

export const RequestErasureInput = z.object({ password: passwordToVerify });
export type RequestErasureInput = z.output<typeof RequestErasureInput>;

export const Erasure = z
  .object({ erase_at: timestamp.meta({ description: 'The API erases the account within an hour after this time.' }) })
  .meta({ id: 'Erasure' });
export type Erasure = z.output<typeof Erasure>;

/** The pending erasure, if there is one. */
export const ErasureState = z
  .object({
    erase_at: Erasure.shape.erase_at
      .nullable()
      .meta({ description: 'The time of the erasure. Null if no erasure is pending.' }),
  })
  .meta({ id: 'ErasureState' });
export type ErasureState = z.output<typeof ErasureState>;

export const requestErasure = {
  rest: {
    method: 'POST',
    path: '/customer/account/erasure/',
    status: 202,
    tags: ['privacy'],
    summary: 'Request the erasure of my account',
    description:
      'Ends all sessions, and sends the customer a mail with the date. Until then, the customer can sign in and cancel the erasure. The profile has `erase_at`, so that an app can offer this after the sign-in. A second request does not change the date.',
  },
  access: 'customer',
  byTenant: null,
  input: RequestErasureInput,
  output: Erasure,
  errors: ['rate_limited'],
} as const satisfies Contract;

export const getErasure = {
  rest: {
    method: 'GET',
    path: '/customer/account/erasure/',
    status: 200,
    tags: ['privacy'],
    summary: 'Get the pending erasure of my account',
    description: 'The customer can cancel the erasure while `erase_at` is not null.',
  },
  access: 'customer',
  byTenant: null,
  input: z.object({}),
  output: ErasureState,
} as const satisfies Contract;

export const cancelErasure = {
  rest: {
    method: 'DELETE',
    path: '/customer/account/erasure/',
    status: 204,
    tags: ['privacy'],
    summary: 'Cancel the erasure of my account',
    description:
      'Signing in or changing data does not cancel an erasure. If no erasure is pending, the API answers 404.',
  },
  access: 'customer',
  byTenant: null,
  input: z.object({}),
  output: z.void(),
  errors: ['not_found'],
} as const satisfies Contract;

/** Served over REST alone, because the answer is a stream. Therefore no schema validates it. */
export const exportData = {
  rest: {
    method: 'POST',
    path: '/customer/export/',
    status: 200,
    tags: ['privacy'],
    summary: 'Export my data',
    description:
      'Returns a ZIP archive with a consistent snapshot: profile, addresses (including deleted ones that can be restored), sessions and activity as JSON, and all images. An image that is replaced or removed during the download can be missing. A customer can make three exports a day, and the API sends the customer a mail about each of them.',
  },
  access: 'customer',
  byTenant: 'customers:read',
  input: z.object({}),
  output: z.unknown(),
} as const satisfies Contract;
