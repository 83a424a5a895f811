import { z } from 'zod';
import { givenPassword } from './account.ts';
import type { Contract } from './contract.ts';
import { timestamp } from './text.ts';

export const RequestErasureInput = z.object({ password: givenPassword });
export type RequestErasureInput = z.output<typeof RequestErasureInput>;

export const Erasure = z
  .object({ erase_at: timestamp.meta({ description: 'From when on the account is erased, within the hour.' }) })
  .meta({ id: 'Erasure' });
export type Erasure = z.output<typeof Erasure>;

export const requestErasure = {
  rest: {
    method: 'POST',
    path: '/customer/account/erasure/',
    status: 202,
    tags: ['privacy'],
    summary: 'Ask for my account to be erased',
    description:
      'Ends every session; a mail tells the customer when it will be. Until then they may sign in again and call it off. Asked again, the date stays as it was.',
  },
  access: 'customer',
  input: RequestErasureInput,
  output: Erasure,
  errors: ['rate_limited'],
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
