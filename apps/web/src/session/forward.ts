import type { NextRequest } from 'next/server';
import { claimsOf } from './access-claims.ts';
import { type Incoming, sendToApi } from './api-request.ts';
import { currentSession, keepSession } from './current-session.ts';
import { isOwn, problem, refuseForeign, unavailable } from './problem.ts';

/** Passes a request below `/api` or `/media` on to the API with the tokens of the browser's cookies, streaming both ways. */
export const forward = async (request: NextRequest): Promise<Response> => {
  if (!isOwn(request)) return refuseForeign();
  let session = await currentSession(request);
  if (session.kind === 'unavailable') return unavailable();
  if (isOfAnother(request, session.kind === 'signed_in' ? session.accessToken : undefined)) return refuseOther();
  const send = () => answerOf(request, session.kind === 'signed_in' ? session.accessToken : undefined);
  let answer = await send();
  // A token whose end this server did not foresee. What was sent as a stream is gone: then the page has to ask again.
  if (answer.status === 401 && session.kind === 'signed_in' && !session.renewed && !request.body) {
    session = await currentSession(request, { renew: true });
    if (session.kind === 'signed_in') answer = await send();
  }
  keepSession(answer.headers, session);
  keepPrivate(answer.headers);
  return answer;
};

// Those answer tokens, which no page may see: they have handlers of their own, and the API takes their names in any case.
const answersTokens = /^\/api\/auth\/(login|register|refresh)\/*$/i;

const answerOf = async (request: Incoming & { url: string }, accessToken: string | undefined): Promise<Response> => {
  // Dots that were encoded are resolved here, and could lead out of what is forwarded.
  const { pathname, search } = new URL(request.url);
  if (!/^\/(api|media)\//.test(pathname) || answersTokens.test(pathname))
    return problem('not_found', 'Nothing is here.');
  try {
    return await sendToApi(request, pathname + search, { accessToken });
  } catch {
    return unavailable();
  }
};

/** What is the same for everyone at the API is not here: it may bring cookies, and its language goes by one. */
const keepPrivate = (headers: Headers): void => {
  const caching = headers.get('cache-control');
  if (headers.has('set-cookie')) headers.set('Cache-Control', 'no-store');
  else if (caching) headers.set('Cache-Control', caching.replace('public', 'private'));
};

/** A page that was made for one customer must not write in the name of another who signed in since, in a second tab. */
const isOfAnother = ({ headers }: { headers: Headers }, accessToken: string | undefined): boolean => {
  const expected = headers.get('x-signed-in-as');
  return expected !== null && accessToken !== undefined && claimsOf(accessToken)?.userId !== expected;
};

const refuseOther = (): Response => problem('not_authenticated', 'Somebody else has signed in in this browser.');
