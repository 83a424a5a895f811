import type { NextRequest } from 'next/server';
import { sendToApi } from './api-request.ts';
import { currentSession, setSessionCookies } from './current-session.ts';
import { problem, unavailable } from './problem.ts';
import { isSameOrigin, refuseCrossOrigin } from './same-origin.ts';

/** Refreshes the session of the cookies, and answers its user. */
export const renew = async (request: NextRequest): Promise<Response> => {
  if (!isSameOrigin(request)) return refuseCrossOrigin();
  const session = await currentSession(request, { forceRefresh: true });
  if (session.kind === 'unavailable') return unavailable();
  const response =
    session.kind === 'signed_in'
      ? await readUser(request, session.accessToken)
      : problem('not_authenticated', 'This session has ended. Sign in again.');
  setSessionCookies(response.headers, session);
  return response;
};

const readUser = async (request: NextRequest, accessToken: string): Promise<Response> => {
  const answer = await sendToApi(request, '/api/customer/profile/', { method: 'GET', accessToken }).catch(unavailable);
  return answer.ok
    ? Response.json({ user: await answer.json() }, { headers: { 'Cache-Control': 'no-store' } })
    : answer;
};
