import type { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import type { Permission } from './permissions.ts';

/** Who may call: anyone, anyone with a tenant id, a signed-in customer about their own data, or who has a permission. */
export type Access =
  | 'anyone'
  | 'tenant'
  | 'customer'
  | {
      readonly permission: Permission;
      /** A key may not call the operation, whatever its permissions. */
      readonly onlyStaff?: true;
    };

/** The permission that an operation requires, if it is for the tenant's staff and systems. */
export const permissionOf = ({ access }: Pick<Contract, 'access'>): Permission | undefined =>
  typeof access === 'object' ? access.permission : undefined;

/** Who may call an operation. One for customers also says who may call it on behalf of a customer. */
type AccessRule =
  | {
      access: 'customer';
      /** The permission that staff and API keys need to call the operation on behalf of a customer, or null if they may not. */
      byTenant: Permission | null;
      /** What staff and API keys see and write besides, when they call the operation on behalf of a customer. */
      forTenant?: TenantExtension;
    }
  | { access: Exclude<Access, 'customer'>; byTenant?: never; forTenant?: never };

/** What an operation has for staff and API keys, and not for the customer. */
export type TenantExtension = {
  /** Further fields of the input. The customer's own operation ignores them, as any unknown field. */
  input?: z.ZodRawShape;
  /** The output of the contract with further fields. The customer's own operation drops them. */
  output: z.ZodType;
};

/**
 * The single definition of an operation. The tRPC procedure, the REST route, the OpenAPI document and the validation of
 * forms derive from it. REST reads input fields from the path (`{id}`). The other fields are in the query for GET and DELETE,
 * and in the body for other methods.
 */
export type Contract = AccessRule & {
  rest: {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
    /** The path below `/api`, with a trailing slash. */
    path: `/${string}/`;
    status: 200 | 201 | 202 | 204;
    /** The write creates a resource that does not exist: the answer is 201 if it has the first version. */
    creates?: true;
    tags: [string];
    summary: string;
    description?: string;
  };
  /** The operation is for one customer of the tenant, the `customer_id` of its input. Only `onBehalf()` sets this. */
  onBehalf?: true;
  input: z.ZodObject;
  output: z.ZodType;
  /** Fields that can be files. The operation then accepts `multipart/form-data` as well as JSON. */
  files?: readonly string[];
  /** The most bytes of a file, where it is not the setting for images. */
  maxFileBytes?: number;
  /** The answer has an ETag, because it is a version of a resource (RFC 9110 section 8.8.3). */
  versioned?: true;
  /** The write compares `If-Match` (REST) or `expected_version` (tRPC) with the stored version. */
  precondition?: true;
  /**
   * A client can retry the write with an `Idempotency-Key`: the API runs it once and repeats the first answer. The service
   * must use a single `scope.write`.
   */
  idempotent?: true;
  /** The answer contains texts in the language of the caller. */
  localized?: true;
  /** Errors besides those that follow from access, input and path. */
  errors?: readonly ErrorCode[];
};
