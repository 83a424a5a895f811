import { webConfig } from '../env.ts';
import { languageCookie } from './preference-cookies.ts';
import type { CookieReader } from './session-cookies.ts';

/** The parts of a browser's request that the forwarder needs. */
export type IncomingRequest = {
  readonly method: string;
  readonly headers: Headers;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly signal: AbortSignal;
  readonly cookies: CookieReader;
};

// RFC 9110 section 7.6.1: these belong to one connection.
const hopByHop = /^(connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;
// This server sets these itself, or does not trust a browser with them.
const droppedFromRequest =
  /^(host|content-length|expect|accept-encoding|authorization|x-tenant-id|cookie|origin|referer|forwarded|x-real-ip|x-forwarded-.*|x-signed-in-as)$/;
// `fetch` has decoded the body, so its coding and length no longer apply. Only this server sets cookies.
const droppedFromAnswer = /^(set-cookie|content-encoding|content-length|access-control-.*)$/;

const forwardedHeaders = (headers: Headers, dropped: RegExp): Headers => {
  const perConnection = (headers.get('connection') ?? '').toLowerCase().split(/\s*,\s*/);
  const forwarded = [...headers].filter(
    ([name]) => !hopByHop.test(name) && !dropped.test(name) && !perConnection.includes(name),
  );
  return new Headers(forwarded);
};

/** Replacements for parts of the browser's request. */
type Overrides = { accessToken?: string | undefined; json?: unknown; method?: 'GET' | 'POST' };

/**
 * Forwards a browser's request to the API and streams both bodies. Only this function calls the API without the SDK.
 * Throws where the API is unreachable.
 */
export const sendToApi = async (
  incoming: IncomingRequest,
  path: string,
  { accessToken, json, method }: Overrides = {},
): Promise<Response> => {
  const { apiUrl, tenantId } = webConfig();
  const headers = forwardedHeaders(incoming.headers, droppedFromRequest);
  headers.set('X-Tenant-ID', tenantId);
  // server.ts sets it from the connection.
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
    // Undici requires this option for a streamed body.
    ...(body instanceof ReadableStream && { duplex: 'half' }),
  } as RequestInit);
  return new Response(answer.body, {
    status: answer.status,
    statusText: answer.statusText,
    headers: forwardedHeaders(answer.headers, droppedFromAnswer),
  });
};
