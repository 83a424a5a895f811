import { AppError, type FieldError } from '@doorstep/contracts/errors';
import { fieldErrors } from '@doorstep/contracts/field-errors';
import { ScopeError } from '@doorstep/database/scope-error';
import { TRPCError } from '@trpc/server';
import type { ZodError } from 'zod';
import type { RawCall } from './input.ts';
import { flatName } from './text-input.ts';

/** An error as it travels: RFC 9457, with a stable `code` and the faults of single fields. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: FieldError[];
};

/** A ZodError that still knows the call it judged, so that a fault can be told in the terms of what was sent. */
export class InputError extends Error {
  readonly error: ZodError;
  readonly call: RawCall;
  /** Faults that the schema could not know of. */
  readonly further: FieldError[];
  constructor(error: ZodError, call: RawCall, further: FieldError[] = []) {
    super('The input does not fit its schema', { cause: error });
    this.error = error;
    this.call = call;
    this.further = further;
  }
}

/**
 * The one place where whatever was thrown becomes one of our errors. What is not known is `internal`: its cause is for
 * the log and never leaves the server.
 */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof InputError) return invalid(error);
  if (error instanceof ScopeError) return fromScope(error);
  if (error instanceof TRPCError) return fromTrpc(error);
  return fromHttp(error) ?? new AppError('internal', { cause: error });
};

/** The body of an error's answer. */
export const toProblem = (error: AppError, requestId: string, docsUrl: string): Problem => ({
  type: `${docsUrl}#${error.code}`,
  title: error.title,
  status: error.status,
  detail: error.message,
  code: error.code,
  request_id: requestId,
  ...(error.errors.length > 0 && { errors: error.errors }),
});

/** Headers that an error's answer carries (RFC 9110 sections 10.2.3 and 11.6.1, RFC 6750 section 3). */
export const problemHeaders = (error: AppError): Record<string, string> => ({
  'Cache-Control': 'no-store',
  ...(error.status === 401 && {
    'WWW-Authenticate': error.code.startsWith('token_') ? 'Bearer error="invalid_token"' : 'Bearer',
  }),
  ...(error.retryAfter !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(error.retryAfter))) }),
});

const invalid = ({ error, call, further }: InputError): AppError => {
  const nested = fieldErrors(error, call.input);
  const known = call.flat ? nested.map((fault) => ({ ...fault, field: flatName(fault.field) })) : nested;
  const named = new Set(known.map(({ field }) => field));
  const errors = [...known, ...further.filter(({ field }) => !named.has(field))];
  const fields = [...new Set(errors.map(({ field }) => field || 'the request'))];
  return new AppError('validation_failed', { detail: `Not right: ${fields.join(', ')}.`, errors, cause: error });
};

const fromScope = (error: ScopeError): AppError => {
  switch (error.reason) {
    case 'tenant_not_live':
      return new AppError('tenant_unavailable', { cause: error });
    case 'session_not_live':
      return new AppError('token_invalid', { detail: 'This session has ended. Sign in again.', cause: error });
    case 'key_reused':
      return new AppError('idempotency_key_reused', {
        detail: 'This Idempotency-Key came with another request before. Use a new one for each.',
        cause: error,
      });
    case 'key_busy':
      return new AppError('idempotency_in_progress', {
        detail: 'Another request of yours is still running. Send this one again, with the same Idempotency-Key.',
        cause: error,
      });
    case 'unavailable':
      return new AppError('unavailable', { retryAfter: 2, cause: error });
  }
};

const trpcCodes = {
  NOT_FOUND: 'not_found',
  METHOD_NOT_SUPPORTED: 'method_not_allowed',
  UNSUPPORTED_MEDIA_TYPE: 'unsupported_media_type',
  PAYLOAD_TOO_LARGE: 'payload_too_large',
} as const;

const fromTrpc = (error: TRPCError): AppError => {
  const code = error.code in trpcCodes ? trpcCodes[error.code as keyof typeof trpcCodes] : undefined;
  if (code) return new AppError(code, { cause: error });
  const known = error.cause && toAppError(error.cause);
  if (known && known.code !== 'internal') return known;
  return error.code === 'BAD_REQUEST' || error.code === 'PARSE_ERROR'
    ? new AppError('malformed_request', { cause: error })
    : (known ?? new AppError('internal', { cause: error }));
};

/** Express, its router and the body parsers throw errors with a `status`; only their status is taken. */
const fromHttp = (error: unknown): AppError | undefined => {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  switch (status) {
    case 400:
      return new AppError('malformed_request', { cause: error });
    case 404:
      return new AppError('not_found', { cause: error });
    case 413:
      return new AppError('payload_too_large', { cause: error });
    case 415:
      return new AppError('unsupported_media_type', { cause: error });
    default:
      return undefined;
  }
};
