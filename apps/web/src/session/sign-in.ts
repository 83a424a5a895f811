import type { Problem, SignedIn } from '@doorstep/sdk';
import type { NextRequest } from 'next/server';
import { sendToApi } from './api-request.ts';
import { clearFormFeedback, readFormFields, redirectToForm, seeOther } from './form-post.ts';
import { pathAfterSignIn } from './pages.ts';
import { problem, unavailable } from './problem.ts';
import { isSameOrigin, refuseCrossOrigin, safePath } from './same-origin.ts';
import { setTokenCookies, withExpiry } from './session-cookies.ts';

/**
 * Signs in or registers, stores the tokens in cookies, and answers the user only. A form without scripts gets a
 * redirect, to the next page or back to the form.
 */
export const signIn = async (request: NextRequest, operation: 'login' | 'register'): Promise<Response> => {
  if (!isSameOrigin(request)) return refuseCrossOrigin();
  const fields = await readFormFields(request);
  if (fields === 'too_large') return problem('payload_too_large', 'The form is too large.');
  const { next, ...json } = fields ?? {};
  const page = `/${operation === 'login' ? 'sign-in' : 'register'}${next ? `?next=${encodeURIComponent(next)}` : ''}`;
  const answer = await sendToApi(request, `/api/auth/${operation}/`, fields ? { method: 'POST', json } : {}).catch(
    unavailable,
  );
  if (!answer.ok) return fields ? showFormAgain(page, answer, json) : answer;
  const { user, ...tokens } = (await answer.json()) as SignedIn;
  const response = fields
    ? seeOther(pathAfterSignIn(user, safePath(next)))
    : Response.json({ user }, { status: answer.status });
  response.headers.set('Cache-Control', 'no-store');
  setTokenCookies(response.headers, withExpiry(tokens));
  if (fields) clearFormFeedback(response.headers);
  return response;
};

const showFormAgain = async (page: string, answer: Response, fields: Record<string, string>): Promise<Response> => {
  const { password: _, ...values } = fields;
  const { status, detail, request_id, errors = [] } = (await answer.json()) as Problem;
  return redirectToForm(page, {
    detail: [detail, ...errors.map(({ message }) => message)].join(' '),
    // Only errors of the server need the request id, for a search in the log.
    ...(status >= 500 && { requestId: request_id }),
    values,
  });
};
