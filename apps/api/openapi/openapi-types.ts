/** As much of OpenAPI 3.1 as we write. */

export type Schema = {
  type?: string | string[];
  description?: string;
  required?: string[];
  properties?: Record<string, Schema>;
  [keyword: string]: unknown;
};

export type Response = {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema: Schema }>;
};

export type Operation = {
  operationId?: string;
  summary?: string;
  description?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: object[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema }> };
  responses: Record<string, Response>;
};

export type Document = {
  openapi: string;
  info: object;
  servers: { url: string }[];
  tags?: { name: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, object> };
};
