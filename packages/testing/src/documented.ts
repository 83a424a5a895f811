import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorTable } from '@doorstep/contracts/errors';
import type { Document, Response } from '@doorstep/contracts/openapi-types';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import { repositoryRoot } from './repository-root.ts';

/** The OpenAPI document that the API serves. */
export const openapi: Document = JSON.parse(readFileSync(join(repositoryRoot, 'apps/api/openapi.json'), 'utf8'));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...openapi, $id: 'openapi' });

// Headers arrive as text, so values are converted to the type of the schema.
const headerAjv = new Ajv2020({ strict: false, coerceTypes: true });
addFormats.default(headerAjv);

const patterns = Object.keys(openapi.paths).map((path) => ({
  path,
  pattern: new RegExp(
    `^${path
      .replaceAll('.', '\\.')
      .replaceAll(/\{\w+\}/g, '[^/]+')
      .replace(/\/$/, '/?')}$`,
  ),
}));

/** The documented path that a request's path belongs to. */
const documentedPath = (path: string): string | undefined => {
  const bare = path.split('?', 1)[0] ?? '';
  return (patterns.find((entry) => entry.path === bare) ?? patterns.find((entry) => entry.pattern.test(bare)))?.path;
};

/** The parts of an answer that are checked. */
type Seen = { status: number; headers: Headers; body: unknown; bytes: Buffer };

// Clients act on these headers, so an answer may have them only if the document lists them.
const actedOn = [
  'Allow',
  'Content-Language',
  'Content-Range',
  'Idempotency-Replayed',
  'Location',
  'Retry-After',
  'WWW-Authenticate',
];

/**
 * Fails unless the document has this answer: status, headers, type and body. A path without an operation must have a common
 * error as its answer, and tRPC must answer in its own format.
 */
export const expectDocumented = (method: string, path: string, answer: Seen): void => {
  const what = `${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`;
  expect(answer.headers.get('x-request-id'), what).toBeTruthy();
  expect(answer.headers.get('x-content-type-options'), what).toBe('nosniff');
  if (method === 'OPTIONS') return;
  if (path.startsWith('/trpc')) {
    expectTrpc(answer, what);
    return;
  }
  const place = placeOf(method, path, answer.status);
  if (!place) throw new Error(`Not documented: ${what}`);
  expectHeaders(place.response, answer, what);
  expectBody(place, method, answer, what);
};

/** Fails unless the document allows a body that the server has accepted. */
export const expectDocumentedRequest = (method: string, path: string, body: unknown): void => {
  if (path.startsWith('/trpc')) return;
  const documented = documentedPath(path) ?? '';
  const verb = method.toLowerCase();
  const content = openapi.paths[documented]?.[verb]?.requestBody?.content;
  if (!content) return;
  const place = pointer('paths', documented, verb, 'requestBody', 'content', 'application/json', 'schema');
  expectSchema(place, body, `The body of ${method} ${path}: ${JSON.stringify(body).slice(0, 300)}`);
};

type Place = { at: string; response: Response };

const pointer = (...parts: string[]): string =>
  `#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

const placeOf = (method: string, path: string, status: number): Place | undefined => {
  const documented = documentedPath(path) ?? '';
  const operations = openapi.paths[documented];
  const verb = method === 'HEAD' && !operations?.head ? 'get' : method.toLowerCase();
  const operation = operations?.[verb];
  if (!operation) return component(refusals[status]);
  const response = operation.responses[status];
  if (!response || '$ref' in response) return component(response?.$ref);
  return { at: pointer('paths', documented, verb, 'responses', String(status)), response };
};

const refusals: Record<number, string> = {
  404: '#/components/responses/NotFound',
  405: '#/components/responses/MethodNotAllowed',
};

const component = (at: string | undefined): Place | undefined => {
  const response = openapi.components.responses[at?.split('/').at(-1) ?? ''];
  return at && response ? { at, response } : undefined;
};

const expectHeaders = (response: Response, { headers }: Seen, what: string): void => {
  for (const [name, { $ref }] of Object.entries(response.headers)) {
    const header = openapi.components.headers[$ref.split('/').at(-1) ?? ''];
    if (!header) throw new Error(`The document has no ${$ref}`);
    const value = headers.get(name);
    if (value === null && !header.required) continue;
    expect(value, `${name} is missing: ${what}`).not.toBeNull();
    expect(headerAjv.validate(header.schema, value), `${name}: ${value} in ${what}`).toBe(true);
  }
  const unsaid = actedOn.filter((name) => headers.has(name) && !response.headers[name]);
  expect(unsaid, `Not documented in ${what}`).toEqual([]);
};

const expectBody = ({ at, response }: Place, method: string, answer: Seen, what: string): void => {
  if (!response.content || method === 'HEAD') {
    expect(answer.bytes.length, what).toBe(0);
    return;
  }
  const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? '';
  expect(Object.keys(response.content), what).toContain(type);
  // Lines of JSON are no JSON document.
  if (!/[/+]json$/.test(type)) return;
  expectSchema(`${at}/content/${type.replace('/', '~1')}/schema`, answer.body, what);
  if (type !== 'application/problem+json') return;
  expect(answer.body, what).toMatchObject({ request_id: answer.headers.get('x-request-id') });
};

/** A batch has several answers. Each failed one needs our error code and the request id. */
const expectTrpc = ({ status, headers, body }: Seen, what: string): void => {
  expect(headers.get('content-type'), what).toMatch(/^application\/json\b/);
  for (const call of [body].flat()) {
    if (status >= 400) expect(call, what).toHaveProperty('error');
    if (typeof call !== 'object' || call === null || !('error' in call)) continue;
    expect(call.error, what).toMatchObject({
      data: {
        code: expect.toBeOneOf(Object.keys(errorTable)),
        errors: expect.any(Array),
        request_id: headers.get('x-request-id'),
      },
    });
  }
};

const expectSchema = (at: string, value: unknown, what: string): void => {
  const validate = ajv.getSchema(`openapi${at}`);
  if (!validate) throw new Error(`The document has no ${at}`);
  validate(value);
  expect(validate.errors ?? [], what).toEqual([]);
};
