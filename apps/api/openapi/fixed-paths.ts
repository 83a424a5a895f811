import type { ErrorCode } from '@doorstep/contracts/errors';
import { everywhere, problemResponses } from './answers.ts';
import type { Document, Operation, Response } from './openapi-types.ts';

/** The routes that are HTTP only and have no procedure: files, keys, health and documents. */

const text = { type: 'string' };
const uuid = { type: 'string', format: 'uuid' };

const parameter = (where: string, name: string, schema: object, description?: string) => ({
  in: where,
  name,
  required: where === 'path',
  schema,
  ...(description && { description }),
});

const json = (schema: object): Response['content'] => ({ 'application/json': { schema: { ...schema } } });

const open = (
  operationId: string,
  summary: string,
  content: Response['content'],
  errors: ErrorCode[] = everywhere,
): Record<string, Operation> => ({
  get: {
    operationId,
    summary,
    tags: ['service'],
    security: [{}],
    parameters: [],
    responses: { 200: { description: summary, ...(content && { content }) }, ...problemResponses(errors) },
  },
});

const status = json({ type: 'object', required: ['status'], properties: { status: { const: 'ok' } } });
const image = { 'image/webp': { schema: { type: 'string', format: 'binary' } } };
const header = (description: string) => ({ description, schema: text });
const fileHeaders = {
  ETag: header('Names these bytes.'),
  'Cache-Control': header('Private; a proof is revalidated each time.'),
  'Accept-Ranges': header('bytes'),
};

const media: Operation = {
  operationId: 'media_get',
  summary: 'Get a private image',
  description:
    'With the signed query of the link, or with the token of the owner, or of staff for a proof. Without a right to it, or when no row names it any more: 404.',
  tags: ['media'],
  security: [{}, { token: [] }],
  parameters: [
    parameter('path', 'tenant_id', uuid),
    parameter('path', 'user_id', uuid),
    parameter('path', 'kind', { type: 'string', enum: ['profile', 'address'] }),
    parameter('path', 'file', text),
    parameter('query', 'expires', text, 'Part of the signed link.'),
    parameter('query', 'signature', text, 'Part of the signed link.'),
    parameter('query', 'size', { type: 'string', enum: ['full', 'medium', 'thumb'], default: 'full' }),
    parameter('header', 'If-None-Match', text),
    parameter('header', 'Range', text, 'One range of bytes.'),
  ],
  responses: {
    200: { description: 'The image', headers: fileHeaders, content: image },
    206: {
      description: 'A part of it',
      headers: { ...fileHeaders, 'Content-Range': header('Which part.') },
      content: image,
    },
    304: { description: 'Not changed', headers: fileHeaders },
    ...problemResponses([
      'validation_failed',
      'token_invalid',
      'token_expired',
      'tenant_unavailable',
      'not_found',
      'range_not_satisfiable',
      ...everywhere,
    ]),
  },
};

export const fixedPaths: Document['paths'] = {
  '/media/{tenant_id}/customers/{user_id}/{kind}/{file}': { get: media },
  '/.well-known/jwks.json': open(
    'jwks_get',
    'The public keys that access tokens are signed with',
    json({ type: 'object', required: ['keys'], properties: { keys: { type: 'array', items: { type: 'object' } } } }),
  ),
  '/api/openapi.json': open('openapi_get', 'This document', json({ type: 'object' })),
  '/api/docs': open('docs_get', 'A page to read this document with', { 'text/html': { schema: text } }),
  '/health/live': open('health_live', 'Whether the process runs', status),
  '/health/ready': open('health_ready', 'Whether it can serve: the database answers', status),
};
