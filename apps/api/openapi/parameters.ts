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
      'An id for the request, with at most 128 letters, digits and `_.:/+=-`. If it is missing or invalid, the API creates one.',
    schema: text,
  },
  IfMatch: {
    in: 'header',
    name: 'If-Match',
    required: false,
    description: 'The ETag of the version that the change is based on. If the version is stale, the API answers 412.',
    schema: text,
  },
  IdempotencyKey: {
    in: 'header',
    name: 'Idempotency-Key',
    required: false,
    description:
      'A unique key for this change, such as a UUID. A retry within 24 hours with the same key, fields and files does not write again. It gets the first answer, even if `If-Match` is stale by then.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7E]+$' },
  },
  IfNoneMatch: {
    in: 'header',
    name: 'If-None-Match',
    required: false,
    description: 'An ETag. If it is current, the API answers 304.',
    schema: text,
  },
  AcceptLanguage: {
    in: 'header',
    name: 'Accept-Language',
    required: false,
    description: `The preferred languages of texts, such as error messages. Supported are ${Object.keys(catalogues).join(', ')}; the default is English.`,
    schema: text,
  },
};

const ref = (name: 'RequestId' | 'IfMatch' | 'IdempotencyKey' | 'IfNoneMatch' | 'AcceptLanguage'): Ref => ({
  $ref: `#/components/parameters/${name}`,
});

export const requestId = ref('RequestId');
export const acceptLanguage = ref('AcceptLanguage');
export const ifNoneMatch = ref('IfNoneMatch');

/** Returns the request headers of an operation, without those for authentication and tenant. */
export const headerParameters = ({ precondition, idempotent, versioned, rest: { method } }: Contract): Ref[] => [
  requestId,
  acceptLanguage,
  ...(precondition ? [ref('IfMatch')] : []),
  ...(idempotent ? [ref('IdempotencyKey')] : []),
  ...(versioned && method === 'GET' ? [ifNoneMatch] : []),
];
