import {
  AppError,
  type ErrorExtension,
  type FieldError,
  type FieldFault,
  fieldFaults,
} from '@doorstep/contracts/errors';
import { faultsOfInput } from '@doorstep/contracts/input-faults';
import { catalogues, type Language } from '@doorstep/contracts/messages/catalogues';
import { localize } from '@doorstep/contracts/messages/message';
import { ScopeError } from '@doorstep/database/scope-error';
import { TRPCError } from '@trpc/server';
import type { Response } from 'express';
import type { ZodError } from 'zod';
import { storageFailure } from '../media/storage-failure.ts';
import type { RawCall } from './input.ts';
import { flatName } from './text-input.ts';

/** A problem document (RFC 9457) with a stable `code` and the faults of single fields. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  request_id: string;
  errors?: FieldError[];
} & ErrorExtension;

/** A ZodError with the call that it validated, so that faults can name fields as the client sent them. */
export class InputError extends Error {
  readonly error: ZodError;
  readonly call: RawCall;
  /** Faults that the schema cannot detect. */
  readonly extraFaults: FieldFault[];
  constructor(error: ZodError, call: RawCall, extraFaults: FieldFault[] = []) {
    super('The input does not fit its schema', { cause: error });
    this.error = error;
    this.call = call;
    this.extraFaults = extraFaults;
  }
}

/**
 * Converts any thrown value into an AppError. An unknown error becomes `internal`, and its cause appears only in the log.
 */
export const toAppError = (error: unknown): AppError => {
  if (error instanceof AppError) return error;
  if (error instanceof InputError) return invalid(error);
  if (error instanceof ScopeError) return fromScope(error);
  if (error instanceof TRPCError) return fromTrpc(error);
  return fromHttp(error) ?? storageFailure(error) ?? new AppError('internal', { cause: error });
};

/** Translates the messages of field faults. */
export const localizeFaults = (faults: readonly FieldFault[], language: Language): FieldError[] =>
  faults.map(({ message, ...fault }) => ({ ...fault, message: localize(message, language) }));

/** Translates the title, detail and field faults of an error, for REST and tRPC alike. */
export const localizeError = ({ code, detail, errors }: AppError, language: Language) => {
  const title = catalogues[language].titles[code];
  return { title, detail: detail ? localize(detail, language) : title, errors: localizeFaults(errors, language) };
};

/** Makes the body of an error response. */
export const toProblem = (error: AppError, language: Language, requestId: string, docsUrl: string): Problem => {
  const { title, detail, errors } = localizeError(error, language);
  return {
    type: `${docsUrl}#${error.code}`,
    title,
    status: error.status,
    detail,
    code: error.code,
    request_id: requestId,
    ...(errors.length > 0 && { errors }),
    ...error.extension,
  };
};

/** Sets `Content-Language` and `Vary: Accept-Language` (RFC 9110 sections 8.5 and 12.5.5). */
export const setContentLanguage = (res: Response, language: Language): void => {
  res.vary('Accept-Language').setHeader('Content-Language', language);
};

/** Returns the headers of an error response (RFC 9110 sections 10.2.3 and 11.6.1, RFC 6750 section 3). */
export const problemHeaders = (error: AppError): Record<string, string> => ({
  'Cache-Control': 'no-store',
  ...(error.status === 401 && {
    'WWW-Authenticate': /^(token|key)_/.test(error.code) ? 'Bearer error="invalid_token"' : 'Bearer',
  }),
  ...(error.retryAfter !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(error.retryAfter))) }),
});

const invalid = ({ error, call, extraFaults }: InputError): AppError => {
  const nested = faultsOfInput(error, call.input);
  const known = call.flat ? nested.map((fault) => ({ ...fault, field: flatName(fault.field) })) : nested;
  const named = new Set(known.map(({ field }) => field));
  return fieldFaults([...known, ...extraFaults.filter(({ field }) => !named.has(field))], error);
};

const fromScope = (error: ScopeError): AppError => {
  switch (error.reason) {
    case 'tenant_not_live':
      return new AppError('tenant_unavailable', { cause: error });
    case 'session_not_live':
      return new AppError('token_invalid', { detail: { key: 'session_ended' }, cause: error });
    case 'permission_missing':
      return permissionDenied(error);
    case 'api_key_invalid':
      return new AppError('key_invalid', { cause: error });
    case 'api_key_revoked':
      return new AppError('key_revoked', { cause: error });
    case 'api_key_expired':
      return new AppError('key_expired', { cause: error });
    case 'network_not_allowed':
      return new AppError('network_not_allowed', { cause: error });
    case 'customer_not_found':
    case 'export_not_live':
    case 'import_not_running':
    case 'webhook_not_live':
      return new AppError('not_found', { cause: error });
    case 'key_reused':
      return new AppError('idempotency_key_reused', { detail: { key: 'key_reused' }, cause: error });
    case 'key_busy':
      return new AppError('idempotency_in_progress', { detail: { key: 'key_in_progress' }, cause: error });
    case 'unavailable':
      return new AppError('unavailable', { retryAfter: 2, cause: error });
  }
};

/** The database names the missing permission in the message of its error. */
const permissionDenied = (error: ScopeError): AppError => {
  const permission = error.cause instanceof Error ? error.cause.message : '';
  return new AppError('permission_denied', {
    detail: { key: 'permission_required', permission },
    extension: { required_permission: permission },
    cause: error,
  });
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

/** Converts errors of Express, its router and the body parsers by their `status`; their texts may expose internals. */
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
