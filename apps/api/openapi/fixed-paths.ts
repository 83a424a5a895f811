import type { ErrorCode } from '@doorstep/contracts/errors';
import type { Content, Document, Operation, Parameter, Schema } from '@doorstep/contracts/openapi-types';
import { type HeaderName, headers } from './headers.ts';
import { acceptLanguage, ifNoneMatch, requestId } from './parameters.ts';
import type { Problems } from './problems.ts';

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };

const parameter = (where: string, name: string, schema: Schema, description?: string): Parameter => ({
  in: where,
  name,
  required: where === 'path',
  ...(description && { description }),
  schema,
});

const json = (schema: Schema): Content => ({ 'application/json': { schema } });
const status = json({
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'string', const: 'ok' } },
});
const keys = json({
  type: 'object',
  required: ['keys'],
  properties: { keys: { type: 'array', items: { type: 'object' } } },
});
const image: Content = { 'image/webp': { schema: { type: 'string', format: 'binary' } } };

const fileHeaders = [
  'ETag',
  'FileCaching',
  'AcceptRanges',
  'ContentDisposition',
  'ContentSecurityPolicy',
  'CrossOriginResourcePolicy',
  'ReferrerPolicy',
] as const satisfies HeaderName[];

const mediaErrors: ErrorCode[] = [
  'validation_failed',
  'tenant_required',
  'tenant_invalid',
  'token_invalid',
  'token_expired',
  'tenant_mismatch',
  'tenant_unavailable',
  'not_found',
];

const mediaParameters: Operation['parameters'] = [
  parameter('path', 'tenant_id', uuid),
  parameter('path', 'user_id', uuid),
  parameter('path', 'kind', { type: 'string', enum: ['profile', 'address'] }),
  parameter('path', 'file', text),
  parameter('query', 'expires', text, 'Part of the signed link.'),
  parameter('query', 'signature', text, 'Part of the signed link.'),
  parameter('query', 'size', { type: 'string', enum: ['full', 'medium', 'thumb'], default: 'full' }),
  requestId,
  acceptLanguage,
  ifNoneMatch,
];

const media = (problems: Problems): Record<'get' | 'head', Operation> => {
  const shared = {
    tags: ['media'],
    security: [{}, { token: [], tenant: [] }],
  };
  const unchanged = { description: 'Not changed', headers: headers(...fileHeaders) };
  return {
    get: {
      operationId: 'media_get',
      summary: 'Get a private image',
      description:
        'With the signed query of the link, or with the token of the owner, or of staff for a proof. Without a right to it, or when no row names it any more: 404.',
      ...shared,
      parameters: [
        ...mediaParameters,
        parameter('header', 'Range', text, 'One range of bytes; several are answered with the whole.'),
        parameter('header', 'If-Range', text, 'An ETag; when it is not current, the range is not looked at.'),
      ],
      responses: {
        200: { description: 'The image', headers: headers(...fileHeaders), content: image },
        206: { description: 'A part of it', headers: headers(...fileHeaders, 'ContentRange'), content: image },
        304: unchanged,
        ...problems.responses([...mediaErrors, 'range_not_satisfiable']),
      },
    },
    head: {
      operationId: 'media_head',
      summary: 'Get the headers of a private image',
      description: 'As GET, without a body.',
      ...shared,
      parameters: mediaParameters,
      responses: {
        200: { description: 'It is there', headers: headers(...fileHeaders) },
        304: unchanged,
        ...problems.responses(mediaErrors),
      },
    },
  };
};

const exportErrors: ErrorCode[] = [
  'tenant_required',
  'tenant_invalid',
  'not_authenticated',
  'token_invalid',
  'token_expired',
  'tenant_mismatch',
  'tenant_unavailable',
  'rate_limited',
];

const dataExport = (problems: Problems): Operation => ({
  operationId: 'privacy_export',
  summary: 'Get all of my data',
  description:
    'A ZIP archive: profile, addresses (those that can be restored too), sessions and activity as JSON, and the images, all of one moment. An image that is replaced or removed while the archive is sent may be missing. Three a day; a mail tells the customer.',
  tags: ['privacy'],
  security: [{ token: [], tenant: [] }],
  parameters: [requestId, acceptLanguage],
  responses: {
    200: {
      description: 'The archive',
      headers: headers('NoStore', 'Attachment'),
      content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
    },
    ...problems.responses(exportErrors),
  },
});

/** The routes that are HTTP only and have no procedure: the export, files, keys, health and documents. */
export const fixedPaths = (problems: Problems): Document['paths'] => {
  const open = (operationId: string, summary: string, content: Content, ...names: HeaderName[]) => ({
    get: {
      operationId,
      summary,
      tags: ['service'],
      security: [{}],
      parameters: [requestId, acceptLanguage],
      responses: { 200: { description: summary, headers: headers(...names), content }, ...problems.responses([]) },
    },
  });
  return {
    '/api/customer/export/': { post: dataExport(problems) },
    '/media/{tenant_id}/customers/{user_id}/{kind}/{file}': media(problems),
    '/.well-known/jwks.json': open(
      'jwks_get',
      'The public keys that access tokens are signed with',
      keys,
      'KeyCaching',
    ),
    '/api/openapi.json': open('openapi_get', 'This document', json({ type: 'object' }), 'DocumentCaching'),
    '/api/docs': open('docs_get', 'A page to read this document with', { 'text/html': { schema: text } }),
    '/health/live': open('health_live', 'Whether the process runs', status, 'NoStore'),
    '/health/ready': open(
      'health_ready',
      'Whether it can serve: the database answers, and files can be stored',
      status,
      'NoStore',
    ),
  };
};
