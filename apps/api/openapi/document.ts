import type { Contract } from '@doorstep/contracts/contract';
import { type AnyRouter, initTRPC } from '@trpc/server';
import { generateOpenApiDocument, type OpenApiMeta } from 'trpc-to-openapi';
import { contractOf } from '../src/trpc.ts';
import { problemResponses, refusalsOf, successResponses } from './answers.ts';
import { fixedPaths } from './fixed-paths.ts';
import type { Document, Operation, Schema } from './openapi-types.ts';
import { problemSchema } from './problem-schema.ts';

/**
 * Makes the OpenAPI document of a router. trpc-to-openapi reads schemas and routes; what it cannot know (statuses, headers,
 * errors, how forms differ from JSON, the trailing slash) is set right here, in one step.
 *
 * Only for a process of its own: reading the schemas changes them.
 */
export const openApiDocument = (appRouter: AnyRouter): Document => {
  const contracts = new Map(
    Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).map(([name, procedure]) => [
      `${contractOf(procedure).rest.method} ${contractOf(procedure).rest.path}`,
      { id: name.replace('.', '_'), contract: contractOf(procedure) },
    ]),
  );
  const raw = generateOpenApiDocument(describedRouter(contracts.values()), {
    title: 'Doorstep',
    version: '1',
    description: 'Accounts, profiles, delivery addresses and private images of customers, for many tenants.',
    baseUrl: '/',
    openApiVersion: '3.1.0',
  }) as Document;
  const paths: Document['paths'] = {};
  for (const [path, operations] of Object.entries(raw.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const found = contracts.get(`${method.toUpperCase()} ${path}/`);
      if (!found) throw new Error(`No contract for ${method} ${path}`);
      paths[`/api${path}/`] = { ...paths[`/api${path}/`], [method]: complete(operation, found.contract) };
    }
  }
  const schemas = Object.entries(raw.components.schemas).filter(([name]) => !name.startsWith('error.'));
  return {
    ...raw,
    servers: [{ url: '/' }],
    tags: [...new Set([...contracts.values()].map(({ contract }) => contract.rest.tags[0])), 'media', 'service'].map(
      (name) => ({ name }),
    ),
    paths: { ...paths, ...fixedPaths },
    components: {
      schemas: { ...Object.fromEntries(schemas), Problem: problemSchema },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        tenant: { type: 'apiKey', in: 'header', name: 'X-Tenant-ID' },
      },
    },
  };
};

/** A router that holds nothing but what the document is made from. */
const describedRouter = (contracts: Iterable<{ id: string; contract: Contract }>): AnyRouter => {
  const t = initTRPC.meta<OpenApiMeta>().create();
  const procedures = [...contracts].map(({ id, contract }) => {
    const { method, path, tags, summary, description = '' } = contract.rest;
    const contentTypes = contract.files ? (['application/json', 'multipart/form-data'] as const) : undefined;
    const openapi = {
      method,
      path,
      tags,
      summary,
      description,
      ...(contentTypes && { contentTypes: [...contentTypes] }),
    };
    const described = t.procedure.meta({ openapi }).input(contract.input).output(contract.output);
    const refuse = () => {
      throw new Error('This router is for reading only');
    };
    return [id, method === 'GET' ? described.query(refuse) : described.mutation(refuse)] as const;
  });
  return t.router(Object.fromEntries(procedures));
};

const complete = (operation: Operation, contract: Contract): Operation => {
  const { requestBody, parameters = [], ...rest } = operation;
  return {
    ...rest,
    security: [contract.access === 'customer' ? { token: [], tenant: [] } : { tenant: [] }],
    parameters: [...parameters, ...conditionalHeaders(contract)],
    ...(requestBody && hasFields(contract) && { requestBody: completeBody(requestBody, contract) }),
    responses: { ...successResponses(operation, contract), ...problemResponses(refusalsOf(contract)) },
  };
};

const hasFields = ({ input }: Contract): boolean => Object.keys(input.shape).length > 0;

const conditionalHeaders = ({ precondition, versioned, rest: { method } }: Contract): object[] => {
  const header = (name: string, description: string) => ({
    in: 'header',
    name,
    required: false,
    description,
    schema: { type: 'string' },
  });
  return [
    ...(precondition
      ? [header('If-Match', 'The ETag on which the change is based; another version answers 412.')]
      : []),
    ...(versioned && method === 'GET'
      ? [header('If-None-Match', 'An ETag; while it is current, the answer is 304.')]
      : []),
  ];
};

const completeBody = (body: NonNullable<Operation['requestBody']>, { files = [] }: Contract): typeof body => {
  const required = Object.values(body.content).some(({ schema }) => (schema.required ?? []).length > 0);
  const content = Object.entries(body.content).map(([type, { schema }]) => [
    type,
    { schema: type === 'multipart/form-data' ? formSchema(schema, files) : jsonSchema(schema, files) },
  ]);
  return { required, content: Object.fromEntries(content) };
};

/** JSON cannot carry a file: there, null removes the one that is stored. */
const jsonSchema = (schema: Schema, files: readonly string[]): Schema => {
  const properties = { ...schema.properties };
  for (const file of files)
    properties[file] = { type: 'null', description: 'Removes the image; send a form to set one.' };
  return { ...schema, properties };
};

/** A form cannot nest: a location is given as its two numbers. */
const formSchema = (schema: Schema, files: readonly string[]): Schema => {
  const { location, ...properties } = schema.properties ?? {};
  for (const file of files) {
    properties[file] = { type: 'string', format: 'binary', description: 'An image file; an empty text removes it.' };
  }
  const numbers = location && {
    latitude: { type: 'number', minimum: -90, maximum: 90 },
    longitude: { type: 'number', minimum: -180, maximum: 180 },
  };
  return { ...schema, properties: { ...properties, ...numbers } };
};
