import type { Contract } from '@doorstep/contracts/contract';
import { catalogues } from '@doorstep/contracts/messages/catalogues';
import type { Parameter, Ref } from '@doorstep/contracts/openapi-types';

const text = { type: 'string' };

/** Request headers that operations share. */
export const parameterComponents: Record<string, Parameter> = {
  RequestId: {
    in: 'header',
    name: 'X-Request-ID',
    required: false,
    description:
      'A name for the request, of at most 128 letters, digits and `_.:/+=-`. Without a usable one the server makes its own.',
    schema: text,
  },
  IfMatch: {
    in: 'header',
    name: 'If-Match',
    required: false,
    description: 'The ETag on which the change is based; another version answers 412.',
    schema: text,
  },
  IdempotencyKey: {
    in: 'header',
    name: 'Idempotency-Key',
    required: false,
    description:
      'A name for this change, new for each, such as a UUID. Sent again with the same fields and files within 24 hours it changes nothing more, and is answered as it was at first, whatever If-Match says.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7E]+$' },
  },
  IfNoneMatch: {
    in: 'header',
    name: 'If-None-Match',
    required: false,
    description: 'An ETag; while it is current, the answer is 304.',
    schema: text,
  },
  AcceptLanguage: {
    in: 'header',
    name: 'Accept-Language',
    required: false,
    description: `The languages in which texts for people are wanted, such as those of errors: ${Object.keys(catalogues).join(', ')}. English where none of them is known.`,
    schema: text,
  },
};

const ref = (name: 'RequestId' | 'IfMatch' | 'IdempotencyKey' | 'IfNoneMatch' | 'AcceptLanguage'): Ref => ({
  $ref: `#/components/parameters/${name}`,
});

export const requestId = ref('RequestId');
export const acceptLanguage = ref('AcceptLanguage');
export const ifNoneMatch = ref('IfNoneMatch');

/** The request headers that an operation reads, beside those that say who is calling. */
export const headerParameters = ({ precondition, idempotent, versioned, rest: { method } }: Contract): Ref[] => [
  requestId,
  acceptLanguage,
  ...(precondition ? [ref('IfMatch')] : []),
  ...(idempotent ? [ref('IdempotencyKey')] : []),
  ...(versioned && method === 'GET' ? [ifNoneMatch] : []),
];
