import { type NextRequest, NextResponse } from 'next/server';
import { webConfig } from './env.ts';
import { claimsOf } from './session/access-claims.ts';
import { type CurrentSession, currentSession, keepSession } from './session/current-session.ts';
import { contentSecurityPolicy } from './session/page-headers.ts';
import { isPublicPage, pathHeader, renewPath } from './session/pages.ts';
import { safePath } from './session/safe-path.ts';
import { hadSession, nameCustomer, withAccessToken } from './session/session-cookies.ts';

/** What every page begins with: whose it is, and what its scripts may do. The API's paths go through the forwarder instead. */
export const proxy = async (request: NextRequest): Promise<Response> => {
  const renewing = request.nextUrl.pathname === renewPath;
  const session = await currentSession(request, { renew: renewing });
  const response = respond(request, session, renewing);
  keepSession(response.headers, session);
  const customer = session.kind === 'signed_in' && claimsOf(session.accessToken)?.userId;
  if (customer) nameCustomer(response.headers, request.cookies, customer);
  return response;
};

const respond = (request: NextRequest, session: CurrentSession, renewing: boolean): NextResponse => {
  const { pathname, search, searchParams } = request.nextUrl;
  if (session.kind === 'unavailable') return render(request, session, '/unavailable');
  const next = renewing ? safePath(searchParams.get('next')) : pathname + search;
  if (session.kind === 'signed_in') return renewing ? redirect(next) : render(request, session);
  if (!renewing && isPublicPage(pathname)) return render(request, session);
  // The session may have ended in another tab, which took the tokens of this one along.
  const ended = renewing || session.kind === 'ended' || hadSession(request.cookies);
  return redirect(`/sign-in?${ended ? 'ended=1&' : ''}next=${encodeURIComponent(next)}`);
};

const redirect = (path: string): NextResponse => NextResponse.redirect(new URL(path, webConfig().webUrl), 303);

/** The page that was asked for, or another one in its place. */
const render = (request: NextRequest, session: CurrentSession, instead?: string): NextResponse => {
  const { pathname, search } = request.nextUrl;
  const headers = new Headers(request.headers);
  const nonce = crypto.randomUUID();
  const policy = contentSecurityPolicy(nonce);
  headers.set(pathHeader, pathname + search);
  headers.set('x-nonce', nonce);
  headers.set('Content-Security-Policy', policy);
  // Server components of this request see the new token already.
  if (session.kind === 'signed_in' && session.renewed) {
    headers.set('Cookie', withAccessToken(headers.get('cookie'), session.accessToken));
  }
  const init = { request: { headers }, headers: { 'Content-Security-Policy': policy } };
  return instead
    ? NextResponse.rewrite(new URL(instead, request.url), { ...init, status: 503 })
    : NextResponse.next(init);
};

export const config = { matcher: ['/((?!api/.|media/.|_next/static/|icon\\.svg$).*)'] };
