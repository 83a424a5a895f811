import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Document, Operation, Schema } from '@doorstep/contracts/openapi-types';
import { openapi } from '@doorstep/testing/documented';
import { repositoryRoot } from '@doorstep/testing/repository-root';
import { describe, expect, test } from 'vitest';
import { breakingChanges } from '../openapi/breaking-changes.ts';

const released: Document = JSON.parse(readFileSync(join(repositoryRoot, 'apps/api/openapi.released.json'), 'utf8'));

/** The text of all changesets for the next release. */
const changesetText = (): string => {
  const folder = join(repositoryRoot, '.changeset');
  const texts = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return texts.map((name) => readFileSync(join(folder, name), 'utf8').replaceAll(/\s+/g, ' ')).join(' ');
};

test('Every breaking change since the last release is named literally in a changeset', () => {
  const text = changesetText();
  expect(breakingChanges(released, openapi).filter((change) => !text.includes(change))).toEqual([]);
});

const list = '/api/customer/addresses/';
const one = `${list}{id}/`;
const operationAt = (document: Document, path: string, method: string): Operation => {
  const operation = document.paths[path]?.[method];
  if (!operation) throw new Error(`There is no ${method} ${path}`);
  return operation;
};
const jsonBody = (document: Document, path: string, method: string): Schema => {
  const body = operationAt(document, path, method).requestBody?.content['application/json'];
  if (!body) throw new Error(`${method} ${path} takes no JSON`);
  return body.schema;
};
const schemaOf = (document: Document, name: string): Schema => document.components.schemas[name] ?? {};
const field = (schema: Schema, name: string): Schema => schema.properties?.[name] ?? {};
const removeKey = (record: object | undefined, name: string) => Reflect.deleteProperty(record ?? {}, name);

describe('A breaking change is reported:', () => {
  test.each<[string, (document: Document) => void]>([
    [`GET ${one}: was removed`, (document) => removeKey(document.paths[one], 'get')],
    [
      `GET ${one}: operationId is now address_read`,
      (document) => {
        operationAt(document, one, 'get').operationId = 'address_read';
      },
    ],
    [
      'GET /api/tenant/: tenant no longer suffice',
      (document) => {
        operationAt(document, '/api/tenant/', 'get').security = [{ tenant: [], token: [] }];
      },
    ],
    [
      `GET ${list} query search: was removed`,
      (document) => {
        const operation = operationAt(document, list, 'get');
        operation.parameters = operation.parameters.filter(
          (parameter) => !('name' in parameter) || parameter.name !== 'search',
        );
      },
    ],
    [
      `GET ${list} query sort: is required now`,
      (document) => {
        operationAt(document, list, 'get').parameters.push({ in: 'query', name: 'sort', required: true, schema: {} });
      },
    ],
    [
      `POST ${list} body: no longer multipart/form-data`,
      (document) => removeKey(operationAt(document, list, 'post').requestBody?.content, 'multipart/form-data'),
    ],
    [`POST ${list} body.city: is required now`, (document) => jsonBody(document, list, 'post').required?.push('city')],
    [
      `POST ${list} body.label: was removed`,
      (document) => removeKey(jsonBody(document, list, 'post').properties, 'label'),
    ],
    [
      `POST ${list} body.label: maxLength is now 10`,
      (document) => {
        field(jsonBody(document, list, 'post'), 'label').maxLength = 10;
      },
    ],
    [
      `POST ${list} body.phone: no longer takes null`,
      (document) => {
        const body = jsonBody(document, list, 'post');
        body.properties = { ...body.properties, phone: { type: 'string' } };
      },
    ],
    [
      'POST /api/staff/address-proofs/{id}/reject/ body.reason: no longer takes too_old',
      (document) => {
        const reason = field(jsonBody(document, '/api/staff/address-proofs/{id}/reject/', 'post'), 'reason');
        reason.enum = (reason.enum as string[]).filter((value) => value !== 'too_old');
      },
    ],
    [`POST ${list} 201: was removed`, (document) => removeKey(operationAt(document, list, 'post').responses, '201')],
    [
      `GET ${one} 200 header ETag: was removed`,
      (document) => {
        const answer = operationAt(document, one, 'get').responses['200'];
        if (answer && 'headers' in answer) removeKey(answer.headers, 'ETag');
      },
    ],
    [`GET ${one} 200.label: was removed`, (document) => removeKey(schemaOf(document, 'Address').properties, 'label')],
    [
      `GET ${one} 200.label: is no longer always there`,
      (document) => {
        const address = schemaOf(document, 'Address');
        address.required = (address.required ?? []).filter((name) => name !== 'label');
      },
    ],
    [
      `GET ${list} 200.results[].label: may now be null`,
      (document) => {
        field(schemaOf(document, 'Address'), 'label').type = ['string', 'null'];
      },
    ],
  ])('%s', (sentence, change) => {
    const changed = structuredClone(openapi);
    change(changed);
    expect(breakingChanges(openapi, changed)).toContain(sentence);
    expect(breakingChanges(openapi, openapi)).toEqual([]);
  });
});

describe('No breaking change is', () => {
  test.each<[string, (document: Document) => void]>([
    [
      'a new operation',
      (document) => {
        document.paths['/api/new/'] = { get: operationAt(document, '/api/tenant/', 'get') };
      },
    ],
    [
      'an optional input field',
      (document) => {
        const body = jsonBody(document, list, 'post');
        body.properties = { ...body.properties, colour: { type: 'string' } };
      },
    ],
    [
      'a new output field',
      (document) => {
        const address = schemaOf(document, 'Address');
        address.properties = { ...address.properties, colour: { type: 'string' } };
        address.required?.push('colour');
      },
    ],
    [
      'a wider limit',
      (document) => {
        field(jsonBody(document, list, 'post'), 'label').maxLength = 100;
      },
    ],
    [
      'a new error',
      (document) => {
        operationAt(document, list, 'get').responses['418'] = { $ref: '#/components/responses/NotFound' };
      },
    ],
  ])('%s', (_what, change) => {
    const changed = structuredClone(openapi);
    change(changed);
    expect(breakingChanges(openapi, changed)).toEqual([]);
  });
});
