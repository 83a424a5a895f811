import type { NextRequest } from 'next/server';
import { sendToApi } from './api-request.ts';
import { currentSession } from './current-session.ts';
import { formFields, seeOther } from './form-post.ts';
import { isOwn, refuseForeign } from './problem.ts';
import { clearTokens } from './session-cookies.ts';

/** Ends the session, and forgets its tokens even where the API cannot be told: who asks to be signed out will be. */
export const signOut = async (request: NextRequest): Promise<Response> => {
  if (!isOwn(request)) return refuseForeign();
  const session = await currentSession(request);
  if (session.kind === 'signed_in') {
    const { accessToken } = session;
    await sendToApi(request, '/api/auth/logout/', { method: 'POST', accessToken }).catch(() => undefined);
  }
  const response = (await formFields(request)) ? seeOther('/sign-in') : new Response(null, { status: 204 });
  response.headers.set('Cache-Control', 'no-store');
  clearTokens(response.headers);
  return response;
};
