import { z } from 'zod';
import { type CookieReader, cookieName, httpOnlyCookie } from './session-cookies.ts';

const FormFeedback = z.object({
  detail: z.string(),
  requestId: z.string().optional(),
  values: z.record(z.string(), z.string()),
});
/** The error and the input, without passwords, of a form that was refused without scripts. */
export type FormFeedback = z.infer<typeof FormFeedback>;

const feedbackCookie = () => cookieName('form');
const feedbackSeconds = 60;
/** More than any form of this app holds. */
const maxBytes = 16_384;

/** Reads the fields of a form that was sent without scripts; null for a request of a script. */
export const readFormFields = async (request: Request): Promise<Record<string, string> | 'too_large' | null> => {
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded')) return null;
  if (!(Number(request.headers.get('content-length') ?? Number.NaN) <= maxBytes)) return 'too_large';
  return Object.fromEntries(new URLSearchParams(await request.text()));
};

/** Redirects to another page with GET. */
export const seeOther = (path: string): Response => new Response(null, { status: 303, headers: { Location: path } });

/** Redirects back to a form. The feedback travels in a cookie, because an e-mail must not appear in a URL. */
export const redirectToForm = (path: string, feedback: FormFeedback): Response => {
  const response = seeOther(path);
  const value = Buffer.from(JSON.stringify(feedback)).toString('base64url');
  response.headers.append('Set-Cookie', httpOnlyCookie(feedbackCookie(), value, feedbackSeconds));
  return response;
};

export const clearFormFeedback = (headers: Headers): void =>
  headers.append('Set-Cookie', httpOnlyCookie(feedbackCookie(), '', 0));

/** The feedback for a form that was sent without scripts; null where there is none. */
export const readFormFeedback = (cookies: CookieReader): FormFeedback | null => {
  try {
    const value = cookies.get(feedbackCookie())?.value ?? '';
    return FormFeedback.parse(JSON.parse(Buffer.from(value, 'base64url').toString()));
  } catch {
    return null;
  }
};
