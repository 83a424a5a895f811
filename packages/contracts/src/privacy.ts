import { z } from 'zod';
import { passwordToVerify } from './account.ts';
import type { Contract } from './contract.ts';
import { timestamp } from './text.ts';

export const RequestErasureInput = z.object({ password: passwordToVerify });
export type RequestErasureInput = z.output<typeof RequestErasureInput>;

export const Erasure = z
  .object({ erase_at: timestamp.meta({ description: 'From when on the account is erased, within the hour.' }) })
  .meta({ id: 'Erasure' });
export type Erasure = z.output<typeof Erasure>;

/** Whether an erasure is pending, and when it will be. */
export const ErasureState = z
  .object({ erase_at: Erasure.shape.erase_at.nullable().meta({ description: 'Null where no erasure is pending.' }) })
  .meta({ id: 'ErasureState' });
export type ErasureState = z.output<typeof ErasureState>;

export const requestErasure = {
  rest: {
    method: 'POST',
    path: '/customer/account/erasure/',
    status: 202,
    tags: ['privacy'],
    summary: 'Ask for my account to be erased',
    description:
      'Ends every session; a mail tells the customer when it will be. Until then they can sign in and cancel the erasure: their profile holds `erase_at`, so that an app can offer it at once. A second request keeps the first date.',
  },
  access: 'customer',
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
    summary: 'See whether my account is due to be erased',
    description: 'As long as a date is answered, the erasure can be called off.',
  },
  access: 'customer',
  input: z.object({}),
  output: ErasureState,
} as const satisfies Contract;

export const cancelErasure = {
  rest: {
    method: 'DELETE',
    path: '/customer/account/erasure/',
    status: 204,
    tags: ['privacy'],
    summary: 'Call off the erasure of my account',
    description: 'Nothing else calls it off: not signing in, and no change. Where none is pending: 404.',
  },
  access: 'customer',
  input: z.object({}),
  output: z.void(),
  errors: ['not_found'],
} as const satisfies Contract;
