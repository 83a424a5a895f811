import { type NextRequest, NextResponse } from 'next/server';
import { webConfig } from './env.ts';
import { type CurrentSession, currentSession, setSessionCookies } from './session/current-session.ts';
import { isPublicPage, pathHeader, renewPath } from './session/pages.ts';
import { safePath } from './session/same-origin.ts';
import { contentSecurityPolicy } from './session/security-headers.ts';
import {
  cookieName,
  decodeClaims,
  hasEndedSession,
  setCustomerCookie,
  withAccessToken,
} from './session/session-cookies.ts';

/** Runs before every page: refreshes the session and sets the Content-Security-Policy. The forwarder serves API paths. */
export const proxy = async (request: NextRequest): Promise<Response> => {
  const isRenewal = request.nextUrl.pathname === renewPath;
  const session = await currentSession(request, { forceRefresh: isRenewal });
  const response = respond(request, session, isRenewal);
  setSessionCookies(response.headers, session);
  if (session.kind === 'signed_in') {
    const customer = decodeClaims(session.accessToken)?.userId;
    const known = request.cookies.get(cookieName('customer'))?.value;
    // A refresh extends the session, so it also has to extend this cookie.
    if (customer && (session.refreshed || known !== customer)) setCustomerCookie(response.headers, customer);
  }
  return response;
};

const respond = (request: NextRequest, session: CurrentSession, isRenewal: boolean): NextResponse => {
  const { pathname, search, searchParams } = request.nextUrl;
  if (session.kind === 'unavailable') return render(request, session, '/unavailable');
  const next = isRenewal ? safePath(searchParams.get('next')) : pathname + search;
  if (session.kind === 'signed_in') return isRenewal ? redirect(next) : render(request, session);
  if (!isRenewal && isPublicPage(pathname)) return render(request, session);
  // Another tab may have ended the session and cleared the cookies of this one.
  const ended = isRenewal || session.kind === 'ended' || hasEndedSession(request.cookies);
  return redirect(`/sign-in?${ended ? 'ended=1&' : ''}next=${encodeURIComponent(next)}`);
};

const redirect = (path: string): NextResponse => NextResponse.redirect(new URL(path, webConfig().webUrl), 303);

/** Renders the requested page, or a replacement with status 503. */
const render = (request: NextRequest, session: CurrentSession, replacement?: string): NextResponse => {
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce);
  headers.set(pathHeader, pathname + search);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  // Server components of this request need the new token, which the browser gets only with the answer.
  if (session.kind === 'signed_in' && session.refreshed) {
    headers.set('Cookie', withAccessToken(headers.get('cookie'), session.accessToken));
  }
  const init = { request: { headers }, headers: { 'Content-Security-Policy': policy } };
  return replacement
    ? NextResponse.rewrite(new URL(replacement, request.url), { ...init, status: 503 })
    : NextResponse.next(init);
};

export const config = { matcher: ['/((?!api/.|media/.|_next/static/|icon\\.svg$).*)'] };
