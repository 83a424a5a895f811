import { z } from 'zod';
import { type CookieReader, cookieName, hiddenCookie } from './session-cookies.ts';

const FormAnswer = z.object({
  detail: z.string(),
  requestId: z.string().optional(),
  values: z.record(z.string(), z.string()),
});
/** What a form without scripts is shown again with: what was wrong, and what was typed, but for passwords. */
export type FormAnswer = z.infer<typeof FormAnswer>;

const name = () => cookieName('form');
const seconds = 60;
/** More than any of our forms holds. */
const maxBytes = 16_384;

/** The fields of a form that was sent without scripts; null where it was sent by one. */
export const formFields = async (request: Request): Promise<Record<string, string> | 'too_large' | null> => {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return null;
  if (!(Number(request.headers.get('content-length') ?? Number.NaN) <= maxBytes)) return 'too_large';
  return Object.fromEntries(new URLSearchParams(await request.text()));
};

/** Another page, asked for with GET. */
export const seeOther = (path: string): Response => new Response(null, { status: 303, headers: { Location: path } });

/** Back to a form, with what it is to show. It travels in a cookie: an e-mail does not belong in an address. */
export const backToForm = (path: string, answer: FormAnswer): Response => {
  const response = seeOther(path);
  const value = Buffer.from(JSON.stringify(answer)).toString('base64url');
  response.headers.append('Set-Cookie', hiddenCookie(name(), value, seconds));
  return response;
};

/** Forgets what a form was to show. */
export const forgetForm = (headers: Headers): void => headers.append('Set-Cookie', hiddenCookie(name(), '', 0));

/** What a form is to show that was sent without scripts a moment ago. */
export const formAnswerIn = (cookies: CookieReader): FormAnswer | null => {
  try {
    return FormAnswer.parse(JSON.parse(Buffer.from(cookies.get(name())?.value ?? '', 'base64url').toString()));
  } catch {
    return null;
  }
};
