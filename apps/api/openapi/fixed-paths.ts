import { type Contract, permissionOf } from '@doorstep/contracts/contract';
import type { ErrorCode } from '@doorstep/contracts/errors';
import { type ExportFormat, exportFiles } from '@doorstep/contracts/export';
import { listImportFaults } from '@doorstep/contracts/import';
import { onBehalf } from '@doorstep/contracts/on-behalf';
import type { Content, Document, Operation, Parameter, Schema } from '@doorstep/contracts/openapi-types';
import { exportData } from '@doorstep/contracts/privacy';
import { descriptionOf, refusalsOf, securitiesOf } from './answers.ts';
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
  parameter('query', 'expires', text, 'A parameter of the signed link.'),
  parameter('query', 'signature', text, 'A parameter of the signed link.'),
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
  const unchanged = { description: 'The image has not changed', headers: headers(...fileHeaders) };
  return {
    get: {
      operationId: 'media_get',
      summary: 'Get a private image',
      description:
        'Requires the signed query of the link, or the access token of the customer. For a proof, the access token of staff works too. The API answers 404 without permission, or if no profile or address uses the image any more.',
      ...shared,
      parameters: [
        ...mediaParameters,
        parameter(
          'header',
          'Range',
          text,
          'A single range of bytes. For several ranges, the API answers with the whole image.',
        ),
        parameter('header', 'If-Range', text, 'An ETag. If it is stale, the API ignores the range.'),
      ],
      responses: {
        200: { description: 'The image', headers: headers(...fileHeaders), content: image },
        206: { description: 'A part of the image', headers: headers(...fileHeaders, 'ContentRange'), content: image },
        304: unchanged,
        ...problems.responses([...mediaErrors, 'range_not_satisfiable']),
      },
    },
    head: {
      operationId: 'media_head',
      summary: 'Get the headers of a private image',
      description: 'Answers like GET, without a body.',
      ...shared,
      parameters: mediaParameters,
      responses: {
        200: { description: 'The image exists', headers: headers(...fileHeaders) },
        304: unchanged,
        ...problems.responses(mediaErrors),
      },
    },
  };
};

const bodyErrors: readonly ErrorCode[] = ['unsupported_media_type', 'payload_too_large'];

const dataExport = (operationId: string, contract: Contract, problems: Problems): Document['paths'] => {
  const { path, summary, tags } = contract.rest;
  const permission = permissionOf(contract);
  // The export ignores a body.
  const refusals = refusalsOf(contract).filter((code) => !bodyErrors.includes(code));
  const limited = permission ? (['RateLimitPolicy', 'RateLimit'] as const) : [];
  const alsoRequired = permission && 'The caller needs the permission `addresses:read` too.';
  const inPath = contract.onBehalf ? [parameter('path', 'customer_id', uuid)] : [];
  return {
    [`/api${path}`]: {
      post: {
        operationId,
        summary,
        description: [descriptionOf(contract), alsoRequired].filter(Boolean).join(' '),
        ...(permission && { 'x-required-permission': permission }),
        tags,
        security: securitiesOf(contract),
        parameters: [...inPath, requestId, acceptLanguage],
        responses: {
          200: {
            description: 'The ZIP archive',
            headers: headers('NoStore', 'Attachment', ...limited),
            content: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
          },
          ...problems.responses(contract.onBehalf ? refusals : [...refusals, 'rate_limited']),
        },
      },
    },
  };
};

const exportContent: Record<ExportFormat, Content> = {
  ndjson: { 'application/x-ndjson': { schema: { type: 'string', format: 'binary' } } },
  zip: { 'application/zip': { schema: { type: 'string', format: 'binary' } } },
};

/** The file of an export of all customers, which a signed link opens. */
const exportFilePath = (format: ExportFormat, problems: Problems): Document['paths'] => {
  const shared = {
    tags: ['exports'],
    security: [{}],
    parameters: [
      parameter('path', 'id', uuid),
      ...['tenant', 'expires', 'signature'].map((name) => parameter('query', name, text, 'A parameter of the link.')),
      requestId,
      acceptLanguage,
    ],
  };
  const sent = { description: 'The file', headers: headers('NoStore', 'Attachment') };
  return {
    [`/api/exports/{id}/${exportFiles[format]}`]: {
      get: {
        operationId: `export_${format}`,
        summary: `Download all customers as ${format === 'zip' ? 'a ZIP archive' : 'lines of JSON'}`,
        description:
          'The path of the signed link of an export. The API answers 404 if the link has expired or the export is no longer live. A download that breaks off is incomplete.',
        ...shared,
        responses: { 200: { ...sent, content: exportContent[format] }, ...problems.responses(['not_found']) },
      },
      head: {
        operationId: `export_${format}_head`,
        summary: `Get the headers of ${exportFiles[format]}`,
        description: 'Answers like GET, without a body and without an event in the audit trail.',
        ...shared,
        responses: { 200: sent, ...problems.responses(['not_found']) },
      },
    },
  };
};

const importFaults = (problems: Problems): Document['paths'] => {
  const { path, summary, tags } = listImportFaults.rest;
  const permission = permissionOf(listImportFaults);
  return {
    [`/api${path.replace(/\/$/, '')}`]: {
      get: {
        operationId: 'import_errors',
        summary,
        description: listImportFaults.rest.description,
        ...(permission && { 'x-required-permission': permission }),
        tags,
        security: securitiesOf(listImportFaults),
        parameters: [parameter('path', 'id', uuid), requestId, acceptLanguage],
        responses: {
          200: {
            description: 'One fault a line',
            headers: headers('NoStore', 'TextLanguage', 'RateLimitPolicy', 'RateLimit'),
            content: exportContent.ndjson,
          },
          ...problems.responses(refusalsOf(listImportFaults)),
        },
      },
    },
  };
};

/** The routes without a tRPC procedure: the exports, faults of imports, files, keys, health and documents. */
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
    ...dataExport('privacy_export', exportData, problems),
    ...dataExport('customers_privacy_export', onBehalf(exportData), problems),
    ...exportFilePath('ndjson', problems),
    ...exportFilePath('zip', problems),
    ...importFaults(problems),
    '/media/{tenant_id}/customers/{user_id}/{kind}/{file}': media(problems),
    '/.well-known/jwks.json': open('jwks_get', 'Get the public keys that verify access tokens', keys, 'KeyCaching'),
    '/.well-known/webhook-keys.json': open(
      'webhookKeys_get',
      'Get the public keys that verify webhooks',
      keys,
      'KeyCaching',
    ),
    '/api/openapi.json': open('openapi_get', 'Get this document', json({ type: 'object' }), 'DocumentCaching'),
    '/api/docs': open('docs_get', 'Read this document as a web page', { 'text/html': { schema: text } }),
    '/health/live': open('health_live', 'Check whether the process runs', status, 'NoStore'),
    '/health/ready': open(
      'health_ready',
      'Check whether the database responds and files can be stored',
      status,
      'NoStore',
    ),
  };
};
