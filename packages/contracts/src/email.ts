import { z } from 'zod';
import { email, passwordToVerify, secretToken } from './account.ts';
import type { Contract } from './contract.ts';

const MailedToken = z.object({ token: secretToken });

export const verifyEmail = {
  rest: {
    method: 'POST',
    path: '/auth/verify-email/',
    status: 204,
    tags: ['auth'],
    summary: 'Confirm an e-mail',
    description:
      'Takes the token of the mail that follows a registration or a change of e-mail. Tokens expire after 24 hours. `email_taken` means that another account has confirmed the e-mail since.',
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
    summary: 'Send the confirmation mail again',
    description: 'Sends no mail if the e-mail is already confirmed.',
  },
  access: 'customer',
  byTenant: null,
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
    summary: 'Change my e-mail',
    description:
      'Sends a link to the new e-mail. The change takes effect when the customer opens the link. The API then sends a mail to the old e-mail, with a link that undoes the change for 7 days. The answer is the same if the new e-mail already has an account.',
  },
  access: 'customer',
  byTenant: null,
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
    summary: 'Undo a change of my e-mail',
    description: 'Takes the token of the mail to the old e-mail. Restores the old e-mail, and ends all sessions.',
  },
  access: 'tenant',
  input: MailedToken,
  output: z.void(),
  errors: ['token_invalid', 'email_taken', 'rate_limited'],
} as const satisfies Contract;
