import { z } from 'zod';
import type { Contract } from './contract.ts';
import { isEmailAddress } from './email-address.ts';
import { customIssue } from './input-faults.ts';
import type { Message } from './messages/message.ts';
import { fullName, optionalPhone, Profile } from './profile.ts';
import { codePoints, normalizeUpTo, rowId, text, timestamp } from './text.ts';

const maxEmailLength = 254;

/** An e-mail address, trimmed and in normal form C. Accounts are compared by it without case. */
export const email = text({ min: 1, max: maxEmailLength })
  .refine((value) => value === '' || isEmailAddress(value), customIssue('email_invalid', { key: 'email_invalid' }))
  .meta({ example: 'name@example.com' });

const minLength = 8;
const maxLength = 256;

const newPassword = z
  .string()
  .overwrite((value) => normalizeUpTo(value, maxLength))
  .check((check) => {
    const fault = (code: string, message: Message) =>
      check.issues.push({ code: 'custom', input: '', ...customIssue(code, message) });
    const length = codePoints(check.value);
    if (!check.value.isWellFormed()) fault('characters_invalid', { key: 'surrogate_half' });
    if (length < minLength) fault('password_too_short', { key: 'characters_at_least', min: minLength });
    if (length > maxLength) fault('password_too_long', { key: 'characters_at_most', max: maxLength });
  })
  .meta({
    minLength,
    maxLength,
    format: 'password',
    description:
      'Any characters are allowed. The API refuses common passwords, keyboard patterns, and the name or e-mail of the customer.',
  });

/** A password to compare with the stored one. It has no rules, so that an answer reveals nothing but right or wrong. */
export const passwordToVerify = z
  .string()
  .max(4096)
  .overwrite((value) => normalizeUpTo(value, maxLength))
  .meta({ format: 'password' });

/** The secret of a refresh token or a mailed link. */
export const secretToken = z.string().max(512);

const Tokens = z.object({
  access_token: z.string().meta({ description: 'A JWT. Send it as `Authorization: Bearer …`.' }),
  refresh_token: z.string().meta({ description: 'An opaque token for a single refresh.' }),
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds until the access token expires.' }),
});

export const TokenPair = Tokens.meta({ id: 'TokenPair' });
export type TokenPair = z.output<typeof TokenPair>;

export const SignedIn = Tokens.extend({ user: Profile }).meta({ id: 'SignedIn' });
export type SignedIn = z.output<typeof SignedIn>;

export const RegisterInput = z.object({
  email,
  password: newPassword,
  full_name: z.preprocess((value: string | null | undefined) => value ?? '', fullName).default(''),
  phone: optionalPhone,
});
export type RegisterInput = z.output<typeof RegisterInput>;

export const register = {
  rest: { method: 'POST', path: '/auth/register/', status: 201, tags: ['auth'], summary: 'Create an account' },
  access: 'tenant',
  input: RegisterInput,
  output: SignedIn,
  errors: ['email_taken', 'rate_limited'],
} as const satisfies Contract;

export const LoginInput = z.object({ email: text({ min: 1, max: 254 }), password: passwordToVerify });
export type LoginInput = z.output<typeof LoginInput>;

export const login = {
  rest: { method: 'POST', path: '/auth/login/', status: 200, tags: ['auth'], summary: 'Sign in' },
  access: 'tenant',
  input: LoginInput,
  output: SignedIn,
  errors: ['invalid_credentials', 'account_blocked', 'rate_limited'],
} as const satisfies Contract;

export const refresh = {
  rest: {
    method: 'POST',
    path: '/auth/refresh/',
    status: 200,
    tags: ['auth'],
    summary: 'Exchange a refresh token for new tokens',
    description:
      'A refresh token works once. If the same token arrives again within 10 seconds, the answer has the same new token. Later, the API revokes the session.',
  },
  access: 'tenant',
  input: z.object({ refresh_token: secretToken }),
  output: TokenPair,
  errors: ['token_invalid', 'rate_limited'],
} as const satisfies Contract;

export const logout = {
  rest: { method: 'POST', path: '/auth/logout/', status: 204, tags: ['auth'], summary: 'Sign out' },
  access: 'customer',
  byTenant: null,
  input: z.object({}),
  output: z.void(),
} as const satisfies Contract;

export const Session = z
  .object({
    id: rowId,
    device: z.string().meta({ description: 'The User-Agent of the last request.' }),
    address: z.string().meta({ description: 'The network address of the last request.' }),
    created_at: timestamp,
    last_used_at: timestamp,
    current: z.boolean().meta({ description: 'Whether this request belongs to the session.' }),
  })
  .meta({ id: 'Session' });
export type Session = z.output<typeof Session>;

export const listSessions = {
  rest: { method: 'GET', path: '/auth/sessions/', status: 200, tags: ['auth'], summary: 'List my active sessions' },
  access: 'customer',
  byTenant: 'customers:read',
  input: z.object({}),
  output: z.object({ results: z.array(Session) }).meta({ id: 'SessionList' }),
} as const satisfies Contract;

export const revokeSession = {
  rest: {
    method: 'DELETE',
    path: '/auth/sessions/{id}/',
    status: 204,
    tags: ['auth'],
    summary: 'End one of my sessions',
  },
  access: 'customer',
  byTenant: 'customers:write',
  input: z.object({ id: rowId }),
  output: z.void(),
} as const satisfies Contract;

export const ChangePasswordInput = z.object({ current_password: passwordToVerify, new_password: newPassword });
export type ChangePasswordInput = z.output<typeof ChangePasswordInput>;

export const changePassword = {
  rest: {
    method: 'POST',
    path: '/auth/password/',
    status: 204,
    tags: ['auth'],
    summary: 'Change my password',
    description: 'Ends all other sessions. The API sends the customer a mail about the change.',
  },
  access: 'customer',
  byTenant: null,
  input: ChangePasswordInput,
  output: z.void(),
  errors: ['rate_limited'],
} as const satisfies Contract;

export const requestPasswordReset = {
  rest: {
    method: 'POST',
    path: '/auth/password-reset/',
    status: 202,
    tags: ['auth'],
    summary: 'Request a password reset',
    description: 'Sends a mail with a reset link. The answer is the same for an unknown e-mail.',
  },
  access: 'tenant',
  input: z.object({ email }),
  output: z.void(),
  errors: ['rate_limited'],
} as const satisfies Contract;

export const AcceptInvitationInput = z.object({ token: secretToken, new_password: newPassword });
export type AcceptInvitationInput = z.output<typeof AcceptInvitationInput>;

export const acceptInvitation = {
  rest: {
    method: 'POST',
    path: '/auth/accept-invitation/',
    status: 204,
    tags: ['auth'],
    summary: 'Accept an invitation',
    description:
      'Takes the token of the mail that invites a customer, and sets the first password. Confirms the e-mail. The customer can then sign in.',
  },
  access: 'tenant',
  input: AcceptInvitationInput,
  output: z.void(),
  errors: ['token_invalid', 'rate_limited'],
} as const satisfies Contract;

export const ConfirmPasswordResetInput = z.object({
  token: secretToken,
  new_password: newPassword,
  only_if_confirmed: z.boolean().default(false).meta({
    description:
      'If true, the API refuses a reset that would remove data, with `email_not_verified`. The token stays valid. Show `detail` to the customer, and send the request again without this field when they agree.',
  }),
});
export type ConfirmPasswordResetInput = z.output<typeof ConfirmPasswordResetInput>;

export const confirmPasswordReset = {
  rest: {
    method: 'POST',
    path: '/auth/password-reset/confirm/',
    status: 204,
    tags: ['auth'],
    summary: 'Reset my password',
    description:
      'Takes the token of the reset mail. Ends all sessions, and confirms the e-mail. If the e-mail was not confirmed before, someone else may have created the account. The API then removes name, phone, picture and proofs, and deletes the addresses. The customer can restore deleted addresses. Send `only_if_confirmed` to warn the customer first.',
  },
  access: 'tenant',
  input: ConfirmPasswordResetInput,
  output: z.void(),
  errors: ['token_invalid', 'email_not_verified', 'rate_limited'],
} as const satisfies Contract;
