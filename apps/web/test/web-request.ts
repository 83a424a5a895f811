import { NextRequest } from 'next/server';
import { beforeAll } from 'vitest';

export type PageRequestOptions = {
  headers?: Record<string, string>;
  /** The cookies of the browser. */
  cookies?: Record<string, string>;
  json?: unknown;
  /** Fields of a form without scripts. */
  form?: Record<string, string>;
  body?: ReadableStream<Uint8Array> | FormData;
  /** Aborts when the browser goes away. */
  signal?: AbortSignal;
};

export const webUrl = 'http://shop.example:3000';

/** Sets the environment of the web server for a suite that calls its handlers directly. */
export const useSettings = (settings: () => Promise<{ API_URL: string; TENANT_ID: string }>): void => {
  beforeAll(async () => {
    Object.assign(process.env, { WEB_URL: webUrl, ...(await settings()) });
  });
};

/** A request from a page of the app, as a handler of Next gets it. */
export const pageRequest = (
  method: string,
  path: string,
  { headers, cookies, json, form, body, signal }: PageRequestOptions = {},
): NextRequest => {
  const text = json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form).toString();
  return new NextRequest(webUrl + path, {
    method,
    ...(signal && { signal }),
    headers: {
      Origin: webUrl,
      'X-Forwarded-For': '203.0.113.7',
      'User-Agent': 'test browser',
      ...(cookies && {
        Cookie: Object.entries(cookies)
          .map((pair) => pair.join('='))
          .join('; '),
      }),
      ...(json !== undefined && { 'Content-Type': 'application/json' }),
      ...(form && { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': String(text?.length) }),
      ...headers,
    },
    ...(text !== undefined ? { body: text } : body ? { body, duplex: 'half' } : {}),
  });
};

/** The cookies that an answer sets, by name. A deleted one is empty. */
export const cookiesOf = (answer: Response): Record<string, string> =>
  Object.fromEntries(answer.headers.getSetCookie().map((cookie) => /^([^=]+)=([^;]*)/.exec(cookie)?.slice(1, 3) ?? []));
