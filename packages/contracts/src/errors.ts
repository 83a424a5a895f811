/**
 * The one table of errors: what a client's code may rely on. A code never changes its meaning or its status.
 * Statuses follow RFC 9110; the shape in which they travel is RFC 9457 (problem details).
 */
export const errorTable = {
  malformed_request: { status: 400, title: 'The request could not be read' },
  validation_failed: { status: 400, title: 'Some fields are not right' },
  tenant_required: { status: 400, title: 'The X-Tenant-ID header is missing' },
  tenant_invalid: { status: 400, title: 'The X-Tenant-ID header is not one UUID' },
  not_authenticated: { status: 401, title: 'An access token is needed' },
  token_invalid: { status: 401, title: 'The token is not valid' },
  token_expired: { status: 401, title: 'The access token has expired' },
  invalid_credentials: { status: 401, title: 'E-mail or password is wrong' },
  permission_denied: { status: 403, title: 'Your role does not allow this' },
  email_not_verified: { status: 403, title: 'The e-mail of this account has not been confirmed' },
  tenant_mismatch: { status: 403, title: 'The token belongs to another tenant' },
  tenant_unavailable: { status: 403, title: 'This tenant is not available' },
  not_found: { status: 404, title: 'Nothing is here' },
  method_not_allowed: { status: 405, title: 'This path does not take that method' },
  request_timeout: { status: 408, title: 'The request took too long to arrive' },
  conflict: { status: 409, title: 'The change conflicts with another one' },
  email_taken: { status: 409, title: 'This e-mail already has an account' },
  address_limit_reached: { status: 409, title: 'No more addresses can be stored' },
  idempotency_in_progress: { status: 409, title: 'The first request with this key is still running' },
  duplicate_address: { status: 409, title: 'This address is already stored' },
  precondition_failed: { status: 412, title: 'Somebody changed this in the meantime' },
  payload_too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'This type of content is not taken' },
  range_not_satisfiable: { status: 416, title: 'The range lies outside the file' },
  idempotency_key_reused: { status: 422, title: 'This idempotency key stands for another request' },
  rate_limited: { status: 429, title: 'Too many requests' },
  headers_too_large: { status: 431, title: 'The request headers are too large' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'The service is not available just now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof errorTable;

/** One fault of one field; `field` is the path in the request, dotted (`location.latitude`). */
export type FieldError = { field: string; code: string; message: string };

type AppErrorOptions = {
  /** A sentence for a person: what happened and what would be right. */
  detail?: string;
  errors?: FieldError[];
  /** Seconds until a retry makes sense (RFC 9110 section 10.2.3). */
  retryAfter?: number;
  /** What made it fail: logged, never sent. */
  cause?: unknown;
};

/** The only error that services throw on purpose; each transport renders it in one place. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly title: string;
  readonly errors: FieldError[];
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail ?? errorTable[code].title, { cause: options.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.title = errorTable[code].title;
    this.errors = options.errors ?? [];
    this.retryAfter = options.retryAfter;
  }
}

/** A refusal that names one field of the request. */
export const fieldFault = (field: string, code: string, message: string): AppError =>
  new AppError('validation_failed', { detail: message, errors: [{ field, code, message }] });
