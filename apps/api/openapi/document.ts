import { type Contract, permissionOf } from '@doorstep/contracts/contract';
import type { Document, Operation, RawDocument, RawOperation } from '@doorstep/contracts/openapi-types';
import { type AnyRouter, initTRPC } from '@trpc/server';
import { generateOpenApiDocument, type OpenApiMeta } from 'trpc-to-openapi';
import { contractOf } from '../src/http/trpc.ts';
import { descriptionOf, refusalsOf, securitiesOf, successResponses } from './answers.ts';
import { requestBody, type SpecialValuesByField, specialValuesOf } from './bodies.ts';
import { fixedPaths } from './fixed-paths.ts';
import { headerComponents } from './headers.ts';
import { headerParameters, parameterComponents } from './parameters.ts';
import { problemSchema } from './problem-schema.ts';
import { Problems } from './problems.ts';
import { webhookRequests } from './webhooks.ts';

type Described = { id: string; contract: Contract; specialValues: SpecialValuesByField };

const tagTexts: Record<string, string> = {
  tenant: 'The public data of a tenant.',
  auth: 'Accounts, sessions and passwords.',
  profile: 'The profile of the signed-in customer.',
  addresses: 'The delivery addresses of the signed-in customer.',
  activity: 'The history of changes of the data of the customer.',
  staff: 'The review of proofs of address by staff of a tenant.',
  'address rules':
    'The rules for addresses of each country. They need no authentication and are the same for all tenants.',
  webhooks: 'The URLs of a tenant to which the API sends events, and what was sent.',
  imports: 'Imports of customers from files.',
  'API keys': 'The keys with which systems of the tenant call the API.',
  customers: 'The customers of a tenant and their data, for its staff and systems.',
  events: 'What happened to customers and their data, in an order that proves to be complete.',
  exports: 'The export of all customers of a tenant.',
  privacy: 'The export and the erasure of the data of a customer.',
  media: 'Profile pictures and images of proofs, which are private.',
  service: 'Public keys, documentation and health checks.',
};

/**
 * Makes the OpenAPI document of a router. trpc-to-openapi reads schemas and routes. This module adds statuses, headers,
 * errors, forms and the trailing slash.
 *
 * Run it in a separate process, because trpc-to-openapi changes the schemas.
 */
export const openApiDocument = (appRouter: AnyRouter): Document => {
  const described = new Map(
    Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).map(([name, procedure]) => {
      const contract = contractOf(procedure);
      const { method, path } = contract.rest;
      return [
        `${method} ${path}`,
        { id: name.replaceAll('.', '_'), contract, specialValues: specialValuesOf(contract) },
      ];
    }),
  );
  const raw = generateOpenApiDocument(describedRouter(described.values()), {
    title: 'Doorstep',
    version: '1',
    description: 'Accounts, profiles, delivery addresses and private images of customers, for many tenants.',
    baseUrl: '/',
    openApiVersion: '3.1.0',
  }) as RawDocument;
  const problems = new Problems();
  const paths: Document['paths'] = {};
  for (const [path, operations] of Object.entries(raw.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const found = described.get(`${method.toUpperCase()} ${path}/`);
      if (!found) throw new Error(`No contract for ${method} ${path}`);
      paths[`/api${path}/`] = { ...paths[`/api${path}/`], [method]: complete(operation, found, problems) };
    }
  }
  Object.assign(paths, fixedPaths(problems));
  const schemas = Object.entries(raw.components.schemas).filter(([name]) => !name.startsWith('error.'));
  return {
    openapi: raw.openapi,
    info: { ...raw.info, license: { name: 'MIT', identifier: 'MIT' } },
    servers: [{ url: '/' }],
    tags: tagsOf(paths),
    paths,
    webhooks: webhookRequests(),
    components: {
      schemas: { ...Object.fromEntries(schemas), Problem: problemSchema },
      headers: headerComponents,
      parameters: parameterComponents,
      responses: problems.components,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          description: 'An API key of the tenant (`dsk_…`). The tenant header can then be left out.',
        },
        tenant: { type: 'apiKey', in: 'header', name: 'X-Tenant-ID', description: 'The id of the tenant, a UUID.' },
      },
    },
  };
};

/** Makes a router for trpc-to-openapi, with the input and output of each contract and without services. */
const describedRouter = (all: Iterable<Described>): AnyRouter => {
  const t = initTRPC.meta<OpenApiMeta>().create();
  const procedures = [...all].map(({ id, contract }) => {
    const { method, path, tags, summary } = contract.rest;
    const description = descriptionOf(contract);
    const openapi: OpenApiMeta['openapi'] = {
      method,
      path,
      tags,
      summary,
      ...(description && { description }),
      ...(contract.files && { contentTypes: ['application/json', 'multipart/form-data'] }),
    };
    const procedure = t.procedure.meta({ openapi }).input(contract.input).output(contract.output);
    const refuse = () => {
      throw new Error('This router only describes operations');
    };
    return [id, method === 'GET' ? procedure.query(refuse) : procedure.mutation(refuse)] as const;
  });
  return t.router(Object.fromEntries(procedures));
};

const complete = (raw: RawOperation, { contract, specialValues }: Described, problems: Problems): Operation => {
  const { operationId, summary, description, tags, parameters = [] } = raw;
  const hasFields = Object.keys(contract.input.shape).length > 0;
  const permission = permissionOf(contract);
  const body = raw.requestBody && hasFields ? requestBody(raw.requestBody.content, contract, specialValues) : undefined;
  return {
    operationId,
    summary,
    ...(description && { description }),
    ...(permission && { 'x-required-permission': permission }),
    tags,
    security: securitiesOf(contract),
    parameters: [...parameters, ...headerParameters(contract)],
    ...(body && { requestBody: body }),
    responses: { ...successResponses(raw, contract), ...problems.responses(refusalsOf(contract)) },
  };
};

const tagsOf = (paths: Document['paths']): Document['tags'] => {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return [...new Set(operations.flatMap(({ tags }) => tags))].map((name) => {
    const description = tagTexts[name];
    if (description === undefined) throw new Error(`The tag ${name} has no description`);
    return { name, description };
  });
};
