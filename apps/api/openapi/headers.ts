import { catalogues } from '@doorstep/contracts/messages/catalogues';
import type { Header, Ref, Schema } from '@doorstep/contracts/openapi-types';

const text: Schema = { type: 'string' };
const always = (value: string): Schema => ({ type: 'string', const: value });

// A header may stand here several times, once for each value that it is given.
const definitions = {
  RequestId: ['X-Request-ID', 'Names the request; give it when you ask about one.', text],
  NoSniff: ['X-Content-Type-Options', 'The type is as it says, and not to be guessed.', always('nosniff')],
  NoStore: ['Cache-Control', 'Kept by no cache.', always('no-store')],
  Revalidated: [
    'Cache-Control',
    'Kept by the client alone, and asked for again each time.',
    always('private, no-cache'),
  ],
  FileCaching: [
    'Cache-Control',
    'A picture is kept by the client for five minutes; a proof is asked for again each time.',
    { type: 'string', enum: ['private, max-age=300', 'private, no-cache'] },
  ],
  DocumentCaching: ['Cache-Control', 'Asked for again each time.', always('no-cache')],
  KeyCaching: ['Cache-Control', 'Kept for five minutes.', always('public, max-age=300')],
  SharedCaching: ['Cache-Control', 'Kept by any cache for an hour.', always('public, max-age=3600')],
  Vary: ['Vary', 'What the answer depends on.', { type: 'string', pattern: 'Accept-Language' }],
  ContentLanguage: [
    'Content-Language',
    'The language of the texts: the first of Accept-Language that there are texts in, else English.',
    { type: 'string', enum: Object.keys(catalogues) },
  ],
  WarningsLanguage: [
    'Content-Language',
    'Only where there are `warnings`: their language.',
    { type: 'string', enum: Object.keys(catalogues) },
  ],
  ETag: ['ETag', 'The version of what is answered, for If-Match and If-None-Match.', text],
  Location: ['Location', 'The address of the new resource.', { type: 'string', format: 'uri' }],
  IdempotencyReplayed: [
    'Idempotency-Replayed',
    'Only where an earlier request with the same key was answered so: nothing was written now.',
    always('true'),
  ],
  Challenge: ['WWW-Authenticate', 'The scheme of RFC 6750.', { type: 'string', pattern: '^Bearer' }],
  Allow: ['Allow', 'The methods that this path takes.', text],
  RetryAfter: ['Retry-After', 'Seconds until it makes sense to try again.', { type: 'integer', minimum: 1 }],
  AcceptRanges: ['Accept-Ranges', 'Parts are given by bytes.', always('bytes')],
  ContentRange: ['Content-Range', 'Which bytes, of how many.', { type: 'string', pattern: '^bytes \\d+-\\d+/\\d+$' }],
  FileLength: ['Content-Range', 'How many bytes there are.', { type: 'string', pattern: '^bytes \\*/\\d+$' }],
  ContentDisposition: ['Content-Disposition', 'Shown where it is asked for.', always('inline')],
  Attachment: ['Content-Disposition', 'Saved as a file.', { type: 'string', pattern: '^attachment; filename="' }],
  ContentSecurityPolicy: [
    'Content-Security-Policy',
    'As a page of its own, a file may do nothing.',
    always("default-src 'none'; sandbox"),
  ],
  CrossOriginResourcePolicy: [
    'Cross-Origin-Resource-Policy',
    'Pages of other sites may not embed it.',
    always('same-site'),
  ],
  ReferrerPolicy: ['Referrer-Policy', 'The signed link is told to nobody.', always('no-referrer')],
} as const satisfies Record<string, readonly [name: string, description: string, schema: Schema]>;

export type HeaderName = keyof typeof definitions;

const optional: readonly string[] = ['IdempotencyReplayed', 'WarningsLanguage'] satisfies HeaderName[];

/** Every header that answers carry. Each is there whenever its answer is, unless it says when. */
export const headerComponents: Record<string, Header> = Object.fromEntries(
  Object.entries(definitions).map(([key, [, description, schema]]) => [
    key,
    { description, required: !optional.includes(key), schema },
  ]),
);

/** The headers of an answer; those that every answer has stand among them unsaid. */
export const headers = (...names: HeaderName[]): Record<string, Ref> =>
  Object.fromEntries(
    (['RequestId', 'NoSniff', ...names] as const).map((name) => [
      definitions[name][0],
      { $ref: `#/components/headers/${name}` },
    ]),
  );
