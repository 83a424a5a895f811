import type { NextRequest } from 'next/server';
import { sendToApi } from './api-request.ts';
import { currentSession, keepSession } from './current-session.ts';
import { isOwn, problem, refuseForeign, unavailable } from './problem.ts';

/** Exchanges the refresh token in the cookie, and answers whose session it is. */
export const renew = async (request: NextRequest): Promise<Response> => {
  if (!isOwn(request)) return refuseForeign();
  const session = await currentSession(request, { renew: true });
  if (session.kind === 'unavailable') return unavailable();
  const response =
    session.kind === 'signed_in'
      ? await userOf(request, session.accessToken)
      : problem('not_authenticated', 'This session has ended. Sign in again.');
  keepSession(response.headers, session);
  return response;
};

const userOf = async (request: NextRequest, accessToken: string): Promise<Response> => {
  const answer = await sendToApi(request, '/api/customer/profile/', { method: 'GET', accessToken }).catch(unavailable);
  return answer.ok
    ? Response.json({ user: await answer.json() }, { headers: { 'Cache-Control': 'no-store' } })
    : answer;
};
