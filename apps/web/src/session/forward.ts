import type { NextRequest } from 'next/server';
import { type IncomingRequest, sendToApi } from './api-request.ts';
import { currentSession, setSessionCookies } from './current-session.ts';
import { problem, unavailable } from './problem.ts';
import { isSameOrigin, refuseCrossOrigin } from './same-origin.ts';
import { decodeClaims } from './session-cookies.ts';

/** Forwards a request below `/api` or `/media` to the API with the tokens of the cookies. Streams both bodies. */
export const forward = async (request: NextRequest): Promise<Response> => {
  if (!isSameOrigin(request)) return refuseCrossOrigin();
  let session = await currentSession(request);
  if (session.kind === 'unavailable') return unavailable();
  if (isOfOtherCustomer(request, session.kind === 'signed_in' ? session.accessToken : undefined)) {
    const refusal = refuseOtherCustomer();
    // The old tokens may be spent already.
    setSessionCookies(refusal.headers, session);
    return refusal;
  }
  const send = () => forwardToApi(request, session.kind === 'signed_in' ? session.accessToken : undefined);
  let answer = await send();
  // The token ended earlier than expected. A streamed body is consumed: then the page has to repeat the request.
  if (answer.status === 401 && session.kind === 'signed_in' && !session.refreshed && !request.body) {
    session = await currentSession(request, { forceRefresh: true });
    if (session.kind === 'signed_in') answer = await send();
  }
  setSessionCookies(answer.headers, session);
  makePrivate(answer.headers);
  return answer;
};

// These routes answer tokens, which no page may see, so they have their own handlers. The API ignores case.
const tokenRoutes = /^\/api\/auth\/(login|register|refresh)\/*$/i;

const forwardToApi = async (
  request: IncomingRequest & { url: string },
  accessToken: string | undefined,
): Promise<Response> => {
  // `URL` resolves encoded dots here, which could lead out of the forwarded paths.
  const { pathname, search } = new URL(request.url);
  if (!/^\/(api|media)\//.test(pathname) || tokenRoutes.test(pathname))
    return problem('not_found', 'There is nothing at this address.');
  try {
    return await sendToApi(request, pathname + search, { accessToken });
  } catch {
    return unavailable();
  }
};

/** Restricts caching: here even a public answer of the API depends on a cookie (its language), or sets cookies. */
const makePrivate = (headers: Headers): void => {
  const caching = headers.get('cache-control');
  if (headers.has('set-cookie')) headers.set('Cache-Control', 'no-store');
  else if (caching) headers.set('Cache-Control', caching.replace('public', 'private'));
};

/** Whether a page of one customer sends a request after another customer signed in, in a second tab. */
const isOfOtherCustomer = ({ headers }: { headers: Headers }, accessToken: string | undefined): boolean => {
  const expected = headers.get('x-signed-in-as');
  return expected !== null && accessToken !== undefined && decodeClaims(accessToken)?.userId !== expected;
};

const refuseOtherCustomer = (): Response =>
  problem('not_authenticated', 'Another customer has signed in in this browser. Reload the page.');
