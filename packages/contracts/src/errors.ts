import type { Catalogue } from './messages/en.ts';
import type { Message } from './messages/message.ts';

/**
 * All error codes with their HTTP status (RFC 9110). Clients rely on them, so a code never changes its meaning or status.
 * `messages/` has the meaning in every language.
 */
export const errorTable = {
  malformed_request: { status: 400 },
  validation_failed: { status: 400 },
  tenant_required: { status: 400 },
  tenant_invalid: { status: 400 },
  not_authenticated: { status: 401 },
  token_invalid: { status: 401 },
  token_expired: { status: 401 },
  invalid_credentials: { status: 401 },
  key_invalid: { status: 401 },
  key_expired: { status: 401 },
  key_revoked: { status: 401 },
  permission_denied: { status: 403 },
  network_not_allowed: { status: 403 },
  email_not_verified: { status: 403 },
  account_blocked: { status: 403 },
  tenant_mismatch: { status: 403 },
  tenant_unavailable: { status: 403 },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  request_timeout: { status: 408 },
  conflict: { status: 409 },
  email_taken: { status: 409 },
  external_id_taken: { status: 409 },
  address_limit_reached: { status: 409 },
  key_limit_reached: { status: 409 },
  webhook_limit_reached: { status: 409 },
  idempotency_in_progress: { status: 409 },
  duplicate_address: { status: 409 },
  precondition_failed: { status: 412 },
  payload_too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  range_not_satisfiable: { status: 416 },
  idempotency_key_reused: { status: 422 },
  rate_limited: { status: 429 },
  headers_too_large: { status: 431 },
  internal: { status: 500 },
  unavailable: { status: 503 },
} as const satisfies Record<keyof Catalogue['titles'], { status: number }>;

export type ErrorCode = keyof typeof errorTable;

/** A fault of a field. `field` is the path in the request, with dots (`location.latitude`). */
export type FieldFault = { field: string; code: string; message: Message };

/** A fault as the API answers it, with a localized message. */
export type FieldError = { field: string; code: string; message: string };

/** Additional members of some errors (RFC 9457 section 3.2). */
export type ErrorExtension = { duplicate_of?: string; required_permission?: string };

type AppErrorOptions = {
  /** What is wrong and what to do. Without it, the answer has the title of the code. */
  detail?: Message;
  errors?: readonly FieldFault[];
  extension?: ErrorExtension;
  /** Seconds to wait before a retry (RFC 9110 section 10.2.3). */
  retryAfter?: number;
  /** The original error. The log contains it, an answer never does. */
  cause?: unknown;
};

/** The error that services throw. `http/problem.ts` localizes it for the answer. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: Message | undefined;
  readonly errors: readonly FieldFault[];
  readonly extension: ErrorExtension;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.detail?.key ?? code, { cause: options.cause });
    this.code = code;
    this.status = errorTable[code].status;
    this.detail = options.detail;
    this.errors = options.errors ?? [];
    this.extension = options.extension ?? {};
    this.retryAfter = options.retryAfter;
  }
}

/** Makes the error for all invalid fields of a request. */
export const fieldFaults = (errors: readonly FieldFault[], cause?: unknown): AppError => {
  const fields = [...new Set(errors.map(({ field }) => field))];
  return new AppError('validation_failed', { detail: { key: 'fields_invalid', fields }, errors, cause });
};

/** Makes an error for a single field. Its detail is the message of the field. */
export const fieldFault = (
  field: string,
  code: string,
  message: Message,
  errorCode: ErrorCode = 'validation_failed',
): AppError => new AppError(errorCode, { detail: message, errors: [{ field, code, message }] });
