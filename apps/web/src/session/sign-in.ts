import type { Problem, SignedIn } from '@doorstep/sdk';
import type { NextRequest } from 'next/server';
import { afterSignIn } from './after-sign-in.ts';
import { sendToApi } from './api-request.ts';
import { backToForm, forgetForm, formFields, seeOther } from './form-post.ts';
import { isOwn, problem, refuseForeign, unavailable } from './problem.ts';
import { safePath } from './safe-path.ts';
import { setTokens, withExpiry } from './session-cookies.ts';

/**
 * Signs in, or registers: passes the request on, keeps the tokens of the answer in cookies, and answers the user alone. The
 * form of a page without scripts is answered with the next page, or with that one again.
 */
export const signIn = async (request: NextRequest, operation: 'login' | 'register'): Promise<Response> => {
  if (!isOwn(request)) return refuseForeign();
  const fields = await formFields(request);
  if (fields === 'too_large') return problem('payload_too_large', 'The form is too large.');
  const { next, ...json } = fields ?? {};
  const page = `/${operation === 'login' ? 'sign-in' : 'register'}${next ? `?next=${encodeURIComponent(next)}` : ''}`;
  const answer = await sendToApi(request, `/api/auth/${operation}/`, fields ? { method: 'POST', json } : {}).catch(
    unavailable,
  );
  if (!answer.ok) return fields ? refusedForm(page, answer, json) : answer;
  const { user, ...tokens } = (await answer.json()) as SignedIn;
  const response = fields
    ? seeOther(afterSignIn(user, safePath(next)))
    : Response.json({ user }, { status: answer.status });
  response.headers.set('Cache-Control', 'no-store');
  setTokens(response.headers, withExpiry(tokens));
  if (fields) forgetForm(response.headers);
  return response;
};

const refusedForm = async (page: string, answer: Response, fields: Record<string, string>): Promise<Response> => {
  const { password: _, ...values } = fields;
  const { status, detail, request_id, errors = [] } = (await answer.json()) as Problem;
  return backToForm(page, {
    detail: [detail, ...errors.map(({ message }) => message)].join(' '),
    // What the customer can mend needs no look into the shop's log.
    ...(status >= 500 && { requestId: request_id }),
    values,
  });
};
