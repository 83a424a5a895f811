import { webConfig } from '../env.ts';
import { languageCookie } from '../texts/language-cookie.ts';
import type { CookieReader } from './session-cookies.ts';

/** A request of a browser, as far as it is passed on. */
export type Incoming = {
  readonly method: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
  readonly cookies: CookieReader;
};

// RFC 9110 section 7.6.1: these are about one connection, not about what is sent on it.
const hopByHop = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;
// What this server says itself, and what it takes no browser's word for.
const ours =
  /^(host|content-length|expect|accept-encoding|authorization|x-tenant-id|cookie|origin|referer|forwarded|x-real-ip|x-forwarded-.*|x-signed-in-as)$/;
// The body arrives here decoded, so neither its coding nor its length holds any more. Cookies are for this server to set.
const notAnswered = /^(set-cookie|content-encoding|content-length|access-control-.*)$/;

const passedOn = (headers: Headers, dropped: RegExp): Headers => {
  const named = (headers.get('connection') ?? '').toLowerCase().split(/\s*,\s*/);
  const kept = [...headers].filter(([name]) => !hopByHop.test(name) && !dropped.test(name) && !named.includes(name));
  return new Headers(kept);
};

/** What is sent instead of the browser's own request. */
type Changes = { accessToken?: string | undefined; json?: unknown; method?: 'GET' | 'POST' };

/**
 * Passes a request of a browser on to the API, and the API's answer back, both as they arrive. This is the one place that
 * talks to the API without the SDK. Throws where the API cannot be reached.
 */
export const sendToApi = async (
  incoming: Incoming,
  path: string,
  { accessToken, json, method }: Changes = {},
): Promise<Response> => {
  const { apiUrl, tenantId } = webConfig();
  const headers = passedOn(incoming.headers, ours);
  headers.set('X-Tenant-ID', tenantId);
  // Set by server.ts from the connection itself.
  headers.set('X-Forwarded-For', incoming.headers.get('x-forwarded-for') ?? '');
  headers.set('Accept-Encoding', 'identity');
  const language = incoming.cookies.get(languageCookie)?.value;
  if (language) headers.set('Accept-Language', language);
  if (accessToken) headers.set('Authorization', `Bearer ${accessToken}`);
  if (json !== undefined) headers.set('Content-Type', 'application/json');
  else if (method) headers.delete('Content-Type');
  const body = json !== undefined ? JSON.stringify(json) : method ? null : incoming.body;
  const url = new URL(path, apiUrl);
  if (url.origin !== new URL(apiUrl).origin) throw new Error('A path leads to another server');
  const answer = await fetch(url, {
    method: method ?? incoming.method,
    headers,
    body,
    signal: incoming.signal,
    redirect: 'manual',
    cache: 'no-store',
    // Undici sends a stream only where it is told that the answer may come before its end.
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
  return new Response(answer.body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: passedOn(answer.headers, notAnswered),
  });
};
