import { catalogues } from '@doorstep/contracts/messages/catalogues';
import type { Header, Ref, Schema } from '@doorstep/contracts/openapi-types';

const text: Schema = { type: 'string' };
const always = (value: string): Schema => ({ type: 'string', const: value });

// A header has several entries if its value differs between answers.
const definitions = {
  RequestId: ['X-Request-ID', 'The id of the request. Quote it in support requests.', text],
  NoSniff: ['X-Content-Type-Options', 'The client must not guess another content type.', always('nosniff')],
  NoStore: ['Cache-Control', 'No cache may store the answer.', always('no-store')],
  Revalidated: [
    'Cache-Control',
    'Only the client may store the answer, and it must revalidate it each time.',
    always('private, no-cache'),
  ],
  FileCaching: [
    'Cache-Control',
    'The client may cache a profile picture for five minutes. It must revalidate a proof each time.',
    { type: 'string', enum: ['private, max-age=300', 'private, no-cache'] },
  ],
  DocumentCaching: ['Cache-Control', 'A cache must revalidate the document each time.', always('no-cache')],
  KeyCaching: ['Cache-Control', 'Caches may store the keys for five minutes.', always('public, max-age=300')],
  SharedCaching: ['Cache-Control', 'Any cache may store the answer for an hour.', always('public, max-age=3600')],
  Vary: ['Vary', 'The request headers that the answer depends on.', { type: 'string', pattern: 'Accept-Language' }],
  ContentLanguage: [
    'Content-Language',
    'The language of the texts: the first supported language of `Accept-Language`, or English.',
    { type: 'string', enum: Object.keys(catalogues) },
  ],
  TextLanguage: [
    'Content-Language',
    'The language of the texts in the answer. Only present if there are any.',
    { type: 'string', enum: Object.keys(catalogues) },
  ],
  ETag: ['ETag', 'The version of the resource, for `If-Match` and `If-None-Match`.', text],
  Location: ['Location', 'The URL of the new resource.', { type: 'string', format: 'uri' }],
  IdempotencyReplayed: [
    'Idempotency-Replayed',
    'Only present if the API repeats the answer to an earlier request with the same key, without a new write.',
    always('true'),
  ],
  Challenge: ['WWW-Authenticate', 'The authentication scheme of RFC 6750.', { type: 'string', pattern: '^Bearer' }],
  Allow: ['Allow', 'The methods that this path supports.', text],
  RateLimitPolicy: [
    'RateLimit-Policy',
    'The limit of the API key: requests (`q`) in a window of seconds (`w`), a structured field of draft-ietf-httpapi-ratelimit-headers. Only in answers to a key.',
    { type: 'string', pattern: '^"requests";q=\\d+;w=\\d+$' },
  ],
  RateLimit: [
    'RateLimit',
    'What is left of the limit: requests (`r`) for some seconds (`t`). Only in answers to a key.',
    { type: 'string', pattern: '^"requests";r=\\d+;t=\\d+$' },
  ],
  RetryAfter: ['Retry-After', 'Seconds to wait before a retry.', { type: 'integer', minimum: 1 }],
  AcceptRanges: ['Accept-Ranges', 'The unit of ranges.', always('bytes')],
  ContentRange: [
    'Content-Range',
    'The range and the size of the file in bytes.',
    { type: 'string', pattern: '^bytes \\d+-\\d+/\\d+$' },
  ],
  FileLength: ['Content-Range', 'The size of the file in bytes.', { type: 'string', pattern: '^bytes \\*/\\d+$' }],
  ContentDisposition: ['Content-Disposition', 'The client displays the file.', always('inline')],
  Attachment: [
    'Content-Disposition',
    'The client saves the file.',
    { type: 'string', pattern: '^attachment; filename="' },
  ],
  ContentSecurityPolicy: [
    'Content-Security-Policy',
    'The file cannot load or run anything if a browser opens it as a page.',
    always("default-src 'none'; sandbox"),
  ],
  CrossOriginResourcePolicy: [
    'Cross-Origin-Resource-Policy',
    'Pages of other sites cannot embed the file.',
    always('same-site'),
  ],
  ReferrerPolicy: ['Referrer-Policy', 'Browsers do not send the signed link to other sites.', always('no-referrer')],
} as const satisfies Record<string, readonly [name: string, description: string, schema: Schema]>;

export type HeaderName = keyof typeof definitions;

const optional: readonly string[] = [
  'RateLimitPolicy',
  'RateLimit',
  'IdempotencyReplayed',
  'TextLanguage',
] satisfies HeaderName[];

/** All headers of answers. A header is required unless it is in `optional`. */
export const headerComponents: Record<string, Header> = Object.fromEntries(
  Object.entries(definitions).map(([key, [, description, schema]]) => [
    key,
    { description, required: !optional.includes(key), schema },
  ]),
);

/** Returns references to headers, including those of every answer. */
export const headers = (...names: HeaderName[]): Record<string, Ref> =>
  Object.fromEntries(
    (['RequestId', 'NoSniff', ...names] as const).map((name) => [
      definitions[name][0],
      { $ref: `#/components/headers/${name}` },
    ]),
  );
