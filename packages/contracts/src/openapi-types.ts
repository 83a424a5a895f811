import type { Permission } from './permissions.ts';

/** The parts of OpenAPI 3.1 that the document uses. */

export type Schema = {
  type?: string | string[];
  description?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  anyOf?: Schema[];
  [keyword: string]: unknown;
};

/** A reference to a component. */
export type Ref = { $ref: string };

export type Header = { description: string; required: boolean; schema: Schema };

export type Parameter = {
  in: string;
  name: string;
  required: boolean;
  description?: string;
  schema: Schema;
};

export type Content = Record<string, { schema: Schema }>;

export type Response = { description: string; headers: Record<string, Ref>; content?: Content };

export type Operation = {
  operationId: string;
  summary: string;
  description?: string;
  'x-required-permission'?: Permission;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: (Parameter | Ref)[];
  requestBody?: { required: boolean; content: Content };
  responses: Record<string, Response | Ref>;
};

export type Document = {
  openapi: string;
  info: object;
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Operation>>;
  /** The requests that webhooks get, by type of event. */
  webhooks?: Record<string, object>;
  components: {
    schemas: Record<string, Schema>;
    headers: Record<string, Header>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Response>;
    securitySchemes: Record<string, object>;
  };
};

/** The output of trpc-to-openapi, which supplies the schemas. */
export type RawDocument = {
  openapi: string;
  info: object;
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, Schema> };
};

export type RawOperation = {
  operationId: string;
  summary: string;
  description?: string;
  tags: string[];
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
};
