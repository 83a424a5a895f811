import { isAxiosError, isCancel } from 'axios';
import type { Problem, ProblemCode } from './generated/operations.ts';

/**
 * Every code that an error can have: those of the API, and for what never got an answer of the API `network_error` (no
 * connection, or it broke), `timeout`, `aborted` (by the caller's signal) and `unexpected_answer` (from something else than
 * the API, such as a proxy's page).
 */
export type DoorstepErrorCode = ProblemCode | 'network_error' | 'timeout' | 'aborted' | 'unexpected_answer';

/** What is wrong with a field. */
export type FieldFault = { code: string; message: string };

type Details = {
  status?: number | undefined;
  errors?: Problem['errors'];
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  duplicateOf?: string | undefined;
  cause?: unknown;
};

const brand = Symbol.for('@doorstep/sdk/DoorstepError');

/** What every method of the client throws when it fails. */
export class DoorstepError<Code extends DoorstepErrorCode = DoorstepErrorCode> extends Error {
  override readonly name = 'DoorstepError';
  /** What happened, for code to act on. A code never changes its meaning. */
  readonly code: Code;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What happened and what would be right, as a sentence for a person. The same as `message`. */
  readonly detail: string;
  /** What is wrong by field, ready for a form: `errors.postal_code?.[0]?.message`. Names are dotted: `location.latitude`. */
  readonly errors: Readonly<Record<string, readonly FieldFault[]>>;
  /** Names the request in the server's log. */
  readonly requestId: string | undefined;
  /** Seconds until it makes sense to try again, where the server said so. */
  readonly retryAfter: number | undefined;
  /** With `duplicate_address`: the id of the address that is the same. */
  readonly duplicateOf: string | undefined;
  readonly [brand] = true;

  /** @internal */
  constructor(code: Code, detail: string, details: Details = {}) {
    const { status, errors = [], requestId, retryAfter, duplicateOf, cause } = details;
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.status = status;
    this.errors = byField(errors);
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.duplicateOf = duplicateOf;
  }
}

const byField = (errors: NonNullable<Problem['errors']>): Record<string, FieldFault[]> => {
  const fields: Record<string, FieldFault[]> = {};
  for (const { field, code, message } of errors) {
    fields[field] ??= [];
    fields[field].push({ code, message });
  }
  return fields;
};

/**
 * Whether something that was thrown is a {@link DoorstepError}, with one of these codes where any are given. It holds across
 * copies of this package too, where `instanceof` does not.
 */
export const isDoorstepError = <Code extends DoorstepErrorCode = DoorstepErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is DoorstepError<Code> =>
  typeof error === 'object' &&
  error !== null &&
  brand in error &&
  (codes.length === 0 || codes.includes((error as DoorstepError<Code>).code));

/** Makes the one error of this package of whatever Axios throws; what is none of Axios's stays as it is. */
export const toDoorstepError = (error: unknown): unknown => {
  if (isCancel(error)) return new DoorstepError('aborted', 'The call was aborted.');
  if (!isAxiosError(error)) return error;
  const { response } = error;
  if (response) return refusal(response.status, response.data, (name) => response.headers[name]);
  // Of the error itself only what caused it: its request holds tokens and passwords, which do not belong in logs.
  const { cause } = error;
  if (error.code === 'ETIMEDOUT') return new DoorstepError('timeout', 'The API did not answer in time.', { cause });
  return new DoorstepError('network_error', `The API could not be reached: ${error.message}`, { cause });
};

/** An answer that is not what the call should be answered with. */
export const unexpectedAnswer = (status: number, requestId?: string): DoorstepError =>
  new DoorstepError('unexpected_answer', `Something other than the API answered, with status ${status}.`, {
    status,
    requestId,
  });

const refusal = (status: number, data: unknown, header: (name: string) => unknown): DoorstepError => {
  const problem = problemIn(data);
  const retryAfter = secondsUntil(header('retry-after'));
  if (problem) {
    const { code, detail, errors, request_id: requestId, duplicate_of: duplicateOf } = problem;
    return new DoorstepError(code, detail, { status, errors, requestId, retryAfter, duplicateOf });
  }
  const { code, message } = unexpectedAnswer(status);
  return new DoorstepError(code, message, { status, retryAfter });
};

/** Seconds until `Retry-After`, which may be a date: a proxy's, as the API counts seconds (RFC 9110, section 10.2.3). */
const secondsUntil = (retryAfter: unknown): number | undefined => {
  if (typeof retryAfter !== 'string') return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
};

/** A problem document; where bytes were asked for, it arrived as bytes. */
const problemIn = (data: unknown): Problem | undefined => {
  const isBytes = data instanceof ArrayBuffer || data instanceof Uint8Array;
  const value = isBytes ? parsed(new TextDecoder().decode(data)) : data;
  const isProblem = typeof value === 'object' && value !== null && 'code' in value && 'request_id' in value;
  return isProblem ? (value as Problem) : undefined;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
