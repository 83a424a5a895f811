import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';

/** Who may call: anyone at all, anyone who names a tenant, or a signed-in customer of that tenant, or one who is its staff. */
export type Access = 'anyone' | 'tenant' | 'customer' | 'staff';

/**
 * One operation, written once: it becomes the tRPC procedure, the REST route, its part of the OpenAPI document, and the
 * validation of forms. Fields of the input that stand in the path (`{id}`) travel there; of the rest, GET and DELETE
 * take theirs from the query, the others from the body.
 */
export type Contract = {
  rest: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    /** Below `/api`, with its trailing slash. */
    path: `/${string}/`;
    status: 200 | 201 | 202 | 204;
    tags: [string];
    summary: string;
    description?: string;
  };
  access: Access;
  input: z.ZodObject;
  output: z.ZodType;
  /** Fields that may arrive as files; the operation then takes `multipart/form-data` as well as JSON. */
  files?: readonly string[];
  /** The answer is one version of a resource: it carries an ETag (RFC 9110 section 8.8.3). */
  versioned?: true;
  /** The write compares `If-Match` (REST) or `expected_version` (tRPC) with the stored version. */
  precondition?: true;
  /**
   * The write may be sent again under an `Idempotency-Key`: it is made once, and what it answered is answered again. Its
   * service makes it with one `scope.write`.
   */
  idempotent?: true;
  /** Errors of its own, beyond those that follow from access, input and path. */
  errors?: readonly ErrorCode[];
};
