import type { NextRequest } from 'next/server';
import { sendToApi } from './api-request.ts';
import { currentSession } from './current-session.ts';
import { readFormFields, seeOther } from './form-post.ts';
import { isSameOrigin, refuseCrossOrigin } from './same-origin.ts';
import { clearTokenCookies } from './session-cookies.ts';

/** Ends the session. Clears the cookies even where the API is unreachable. */
export const signOut = async (request: NextRequest): Promise<Response> => {
  if (!isSameOrigin(request)) return refuseCrossOrigin();
  const session = await currentSession(request);
  if (session.kind === 'signed_in') {
    const { accessToken } = session;
    await sendToApi(request, '/api/auth/logout/', { method: 'POST', accessToken }).catch(() => undefined);
  }
  const response = (await readFormFields(request)) ? seeOther('/sign-in') : new Response(null, { status: 204 });
  response.headers.set('Cache-Control', 'no-store');
  clearTokenCookies(response.headers);
  return response;
};
