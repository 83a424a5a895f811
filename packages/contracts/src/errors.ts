import type { Catalogue } from './messages/en.ts';
import type { Message } from './messages/message.ts';

/**
 * The one table of errors: what a client's code may rely on. A code never changes its meaning or its status; what it means
 * stands in `messages/`, in every language. Statuses follow RFC 9110; the shape in which errors travel is RFC 9457 (problem
 * details).
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
  permission_denied: { status: 403 },
  email_not_verified: { status: 403 },
  tenant_mismatch: { status: 403 },
  tenant_unavailable: { status: 403 },
  not_found: { status: 404 },
  method_not_allowed: { status: 405 },
  request_timeout: { status: 408 },
  conflict: { status: 409 },
  email_taken: { status: 409 },
  address_limit_reached: { status: 409 },
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

/** One fault of one field; `field` is the path in the request, dotted (`location.latitude`). */
export type FieldFault = { field: string; code: string; message: Message };

/** The same as it travels, in words. */
export type FieldError = { field: string; code: string; message: string };

/** What an answer says beside what every error says, for code to go on with: extension members (RFC 9457 section 3.2). */
export type ErrorExtension = { duplicate_of?: string };

type AppErrorOptions = {
  /** What happened and what would be right; the meaning of the code where there is nothing to add. */
  detail?: Message;
  errors?: readonly FieldFault[];
  extension?: ErrorExtension;
  /** Seconds until a retry makes sense (RFC 9110 section 10.2.3). */
  retryAfter?: number;
  /** What made it fail: logged, never sent. */
  cause?: unknown;
};

/** The only error that services throw on purpose; it is put into words in one place, when the answer is written. */
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

/** A refusal of all the fields that are at fault. */
export const fieldFaults = (errors: readonly FieldFault[], cause?: unknown): AppError => {
  const fields = [...new Set(errors.map(({ field }) => field))];
  return new AppError('validation_failed', { detail: { key: 'fields_invalid', fields }, errors, cause });
};

/** A refusal that names one field of the request, and says no more than what is wrong with that. */
export const fieldFault = (
  field: string,
  code: string,
  message: Message,
  refusal: ErrorCode = 'validation_failed',
): AppError => new AppError(refusal, { detail: message, errors: [{ field, code, message }] });
