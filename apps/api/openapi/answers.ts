import type { Contract } from '@doorstep/contracts/contract';
import { type ErrorCode, errorTable } from '@doorstep/contracts/errors';
import type { Operation, Response } from './openapi-types.ts';

const header = (description: string) => ({ description, schema: { type: 'string' } });

const requestId = { 'X-Request-ID': header('Names the request; give it when you ask about one.') };
const retryAfter = { 'Retry-After': header('Seconds until it makes sense to try again.') };

/** What any request can meet, whatever it asks. */
export const everywhere: ErrorCode[] = ['request_timeout', 'headers_too_large', 'internal', 'unavailable'];

/** Every error an operation can answer: what follows from who may call and what it takes, and its own. */
export const refusalsOf = ({ access, input, rest, precondition, errors = [] }: Contract): ErrorCode[] => {
  const hasBody = rest.method !== 'GET' && rest.method !== 'DELETE';
  const hasFields = Object.keys(input.shape).length > 0;
  return [
    'tenant_required',
    'tenant_invalid',
    'tenant_unavailable',
    ...(access === 'customer'
      ? (['not_authenticated', 'token_invalid', 'token_expired', 'tenant_mismatch'] as const)
      : []),
    ...(hasBody ? (['malformed_request', 'unsupported_media_type', 'payload_too_large'] as const) : []),
    ...(hasFields && (hasBody || !rest.path.includes('{id}')) ? (['validation_failed'] as const) : []),
    ...(rest.path.includes('{id}') ? (['not_found'] as const) : []),
    ...(precondition ? (['precondition_failed', 'malformed_request'] as const) : []),
    ...errors,
    ...everywhere,
  ];
};

/** One response for each status among these errors. */
export const problemResponses = (codes: readonly ErrorCode[]): Record<string, Response> => {
  const byStatus = Map.groupBy(new Set(codes), (code) => errorTable[code].status);
  const responses = [...byStatus].map(([status, group]): [string, Response] => [
    String(status),
    {
      description: group.map((code) => `\`${code}\`: ${errorTable[code].title}`).join('; '),
      headers: {
        ...requestId,
        ...(status === 401 && { 'WWW-Authenticate': header('Bearer (RFC 6750).') }),
        ...((status === 429 || status === 503) && retryAfter),
      },
      content: {
        'application/problem+json': {
          schema: {
            allOf: [
              { $ref: '#/components/schemas/Problem' },
              { type: 'object', properties: { code: { type: 'string', enum: group } } },
            ],
          },
        },
      },
    },
  ]);
  return Object.fromEntries(responses.sort(([a], [b]) => Number(a) - Number(b)));
};

/** The answer of a success, under its own status and with its headers. */
export const successResponses = (operation: Operation, contract: Contract): Record<string, Response> => {
  const { status, method, summary } = contract.rest;
  const content = operation.responses['200']?.content;
  const empty = status === 204 || status === 202;
  const etag = contract.versioned && { ETag: header('The version of the resource, for If-Match and If-None-Match.') };
  const headers = {
    ...requestId,
    'Cache-Control': header('Personal data is kept by no shared cache.'),
    ...etag,
    ...(status === 201 && contract.versioned && { Location: header('The address of the new resource.') }),
  };
  return {
    [status]: { description: summary, headers, ...(content && !empty && { content }) },
    ...(contract.versioned &&
      method === 'GET' && { 304: { description: 'Not changed', headers: { ...requestId, ...etag } } }),
  };
};
