import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect } from 'vitest';
import type { Document, Operation } from '../openapi/openapi-types.ts';

/** The document as it is served. */
export const openapi: Document = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'openapi.json'), 'utf8'));

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema({ ...openapi, $id: 'openapi' });

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
export const documentedPath = (path: string): string | undefined => {
  const bare = path.split('?', 1)[0] ?? '';
  return (patterns.find((entry) => entry.path === bare) ?? patterns.find((entry) => entry.pattern.test(bare)))?.path;
};

const pointer = (...parts: string[]): string =>
  `openapi#/${parts.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

const expectSchema = (ref: string, body: unknown, what: string): void => {
  const validate = ajv.getSchema(ref);
  if (!validate) throw new Error(`The document has no ${ref}`);
  validate(body);
  expect(validate.errors ?? [], what).toEqual([]);
};

/** Fails unless this answer stands in the document: its status, type and body. What has no operation must be a problem. */
export const expectDocumented = (
  method: string,
  path: string,
  answer: { status: number; headers: Headers; body: unknown },
): void => {
  const what = `${method} ${path} → ${answer.status} ${JSON.stringify(answer.body)?.slice(0, 300)}`;
  expect(answer.headers.get('x-request-id'), what).toBeTruthy();
  expect(answer.headers.get('x-content-type-options'), what).toBe('nosniff');
  if (path.startsWith('/trpc')) return;
  const documented = documentedPath(path);
  const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation: Operation | undefined = documented ? openapi.paths[documented]?.[verb] : undefined;
  if (!operation || !documented) {
    if (method === 'OPTIONS') return;
    expect([404, 405], what).toContain(answer.status);
    expectSchema(pointer('components', 'schemas', 'Problem'), answer.body, what);
    return;
  }
  const response = operation.responses[String(answer.status)];
  if (!response) throw new Error(`Not documented: ${what}`);
  const type = answer.headers.get('content-type')?.split(';', 1)[0];
  if (!response.content) {
    expect(answer.body, what).toBeUndefined();
    return;
  }
  if (method === 'HEAD') return;
  expect(Object.keys(response.content), what).toContain(type);
  if (!type?.endsWith('json')) return;
  expectSchema(
    pointer('paths', documented, verb, 'responses', String(answer.status), 'content', type, 'schema'),
    answer.body,
    what,
  );
};
