import { z } from 'zod';
import { email, passwordToVerify, secretToken } from './account.ts';
import type { Contract } from './contract.ts';

/** What comes with a mailed link. */
const MailedToken = z.object({ token: secretToken });

export const verifyEmail = {
  rest: {
    method: 'POST',
    path: '/auth/verify-email/',
    status: 204,
    tags: ['auth'],
    summary: 'Confirm an e-mail with the token of a mail',
    description:
      'Takes the token of a registration (24 hours) and that of a change of e-mail, which is made with it. `email_taken`: meanwhile the address was confirmed for another account.',
  },
  access: 'tenant',
  input: MailedToken,
  output: z.void(),
  errors: ['token_invalid', 'email_taken', 'rate_limited'],
} as const satisfies Contract;

export const resendVerification = {
  rest: {
    method: 'POST',
    path: '/auth/verify-email/resend/',
    status: 202,
    tags: ['auth'],
    summary: 'Ask for another mail that confirms my e-mail',
    description: 'Sends none where it has been confirmed.',
  },
  access: 'customer',
  input: z.object({}),
  output: z.void(),
  errors: ['rate_limited'],
} as const satisfies Contract;

export const ChangeEmailInput = z.object({ new_email: email, current_password: passwordToVerify });
export type ChangeEmailInput = z.output<typeof ChangeEmailInput>;

export const changeEmail = {
  rest: {
    method: 'POST',
    path: '/auth/email/',
    status: 202,
    tags: ['auth'],
    summary: 'Ask to change my e-mail',
    description:
      'A mail to the new address carries the link that makes the change; then one to the old address tells, with a link that undoes it for 7 days. Answers the same whether or not the new address has an account.',
  },
  access: 'customer',
  input: ChangeEmailInput,
  output: z.void(),
  errors: ['rate_limited'],
} as const satisfies Contract;

export const undoEmailChange = {
  rest: {
    method: 'POST',
    path: '/auth/email/undo/',
    status: 204,
    tags: ['auth'],
    summary: 'Undo a change of e-mail with the token of the mail that told of it',
    description: 'Restores the old address, and ends every session.',
  },
  access: 'tenant',
  input: MailedToken,
  output: z.void(),
  errors: ['token_invalid', 'email_taken', 'rate_limited'],
} as const satisfies Contract;
