import type { Contract } from '@doorstep/contracts/contract';
import type { Document, Operation, RawDocument, RawOperation } from '@doorstep/contracts/openapi-types';
import { type AnyRouter, initTRPC } from '@trpc/server';
import { generateOpenApiDocument, type OpenApiMeta } from 'trpc-to-openapi';
import { contractOf } from '../src/http/trpc.ts';
import { refusalsOf, successResponses } from './answers.ts';
import { type Habits, habitsOf, requestBody } from './bodies.ts';
import { fixedPaths } from './fixed-paths.ts';
import { headerComponents } from './headers.ts';
import { headerParameters, parameterComponents } from './parameters.ts';
import { problemSchema } from './problem-schema.ts';
import { Problems } from './problems.ts';

type Described = { id: string; contract: Contract; habits: Habits };

const tagTexts: Record<string, string> = {
  tenant: 'What an app needs to know of a shop.',
  auth: 'Accounts, sessions and passwords.',
  profile: 'The signed-in customer.',
  addresses: 'Where the customer wants things delivered.',
  activity: 'What was done to the customer’s data, and by whom.',
  staff: 'What staff of a tenant do.',
  'address rules': 'What addresses of each country look like. Open to anyone, and the same for all tenants.',
  privacy: 'What a customer may ask of their data: all of it, and its end.',
  media: 'Private images.',
  service: 'Keys, documents and health.',
};

/**
 * Makes the OpenAPI document of a router. trpc-to-openapi reads schemas and routes; what it cannot know (statuses, headers,
 * errors, how forms differ from JSON, the trailing slash) is set right here, in one step.
 *
 * Only for a process of its own: reading the schemas changes them.
 */
export const openApiDocument = (appRouter: AnyRouter): Document => {
  const described = new Map(
    Object.entries<AnyRouter['_def']['procedures'][string]>(appRouter._def.procedures).map(([name, procedure]) => {
      const contract = contractOf(procedure);
      const { method, path } = contract.rest;
      return [`${method} ${path}`, { id: name.replace('.', '_'), contract, habits: habitsOf(contract) }];
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
    components: {
      schemas: { ...Object.fromEntries(schemas), Problem: problemSchema },
      headers: headerComponents,
      parameters: parameterComponents,
      responses: problems.components,
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        tenant: { type: 'apiKey', in: 'header', name: 'X-Tenant-ID', description: 'The id of the tenant: one UUID.' },
      },
    },
  };
};

/** A router that holds nothing but what the document is made from. */
const describedRouter = (all: Iterable<Described>): AnyRouter => {
  const t = initTRPC.meta<OpenApiMeta>().create();
  const procedures = [...all].map(({ id, contract }) => {
    const { method, path, tags, summary, description } = contract.rest;
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
      throw new Error('This router is for reading only');
    };
    return [id, method === 'GET' ? procedure.query(refuse) : procedure.mutation(refuse)] as const;
  });
  return t.router(Object.fromEntries(procedures));
};

const complete = (raw: RawOperation, { contract, habits }: Described, problems: Problems): Operation => {
  const { operationId, summary, description, tags, parameters = [] } = raw;
  const hasFields = Object.keys(contract.input.shape).length > 0;
  const body = raw.requestBody && hasFields ? requestBody(raw.requestBody.content, contract, habits) : undefined;
  return {
    operationId,
    summary,
    ...(description && { description }),
    tags,
    security: [securityOf(contract)],
    parameters: [...parameters, ...headerParameters(contract)],
    ...(body && { requestBody: body }),
    responses: { ...successResponses(raw, contract), ...problems.responses(refusalsOf(contract)) },
  };
};

const securityOf = ({ access }: Contract): Record<string, string[]> => ({
  ...((access === 'customer' || access === 'staff') && { token: [] }),
  ...(access !== 'anyone' && { tenant: [] }),
});

const tagsOf = (paths: Document['paths']): Document['tags'] => {
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  return [...new Set(operations.flatMap(({ tags }) => tags))].map((name) => {
    const description = tagTexts[name];
    if (description === undefined) throw new Error(`Nothing says what the tag ${name} is for`);
    return { name, description };
  });
};
