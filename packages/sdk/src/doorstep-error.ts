import { isAxiosError, isCancel } from 'axios';
import type { Problem, ProblemCode } from './generated/operations.ts';

/**
 * Every code that an error can have: those of the API, and for a call without an answer of the API
 * - `network_error`: there was no connection, or it broke,
 * - `timeout`: the answer took too long,
 * - `aborted`: by the signal of the caller,
 * - `unexpected_answer`: something other than the API answered, such as a proxy,
 * - `invalid_argument`: an option or argument cannot be used, such as `baseUrl` or the link of an image,
 * - `client_error`: code of the app failed, such as its token store or an interceptor; `cause` is what it threw.
 */
export type DoorstepErrorCode =
  | ProblemCode
  | 'network_error'
  | 'timeout'
  | 'aborted'
  | 'unexpected_answer'
  | 'invalid_argument'
  | 'client_error';

/** What is wrong with a field. */
export type FieldFault = { code: string; message: string };

type Details = {
  status?: number | undefined;
  errors?: Problem['errors'];
  requestId?: string | undefined;
  retryAfter?: number | undefined;
  duplicateOf?: string | undefined;
  bodyStart?: string | undefined;
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
  /** With `unexpected_answer`: the first characters of the body. */
  readonly bodyStart: string | undefined;
  readonly [brand] = true;

  /** @internal */
  constructor(code: Code, detail: string, details: Details = {}) {
    const { status, errors = [], requestId, retryAfter, duplicateOf, bodyStart, cause } = details;
    super(detail, cause === undefined ? undefined : { cause });
    this.code = code;
    this.detail = detail;
    this.status = status;
    this.errors = byField(errors);
    this.requestId = requestId;
    this.retryAfter = retryAfter;
    this.duplicateOf = duplicateOf;
    this.bodyStart = bodyStart;
  }

  /** For logs: everything but the cause, which other code made. */
  toJSON(): Record<string, unknown> {
    const { name, code, message, status, errors, requestId, retryAfter, duplicateOf, bodyStart } = this;
    return { name, code, message, status, errors, requestId, retryAfter, duplicateOf, bodyStart };
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

/** Makes the one error of this package of anything that was thrown. */
export const toDoorstepError = (error: unknown): DoorstepError => {
  if (isDoorstepError(error)) return error;
  if (isCancel(error)) return new DoorstepError('aborted', 'The call was aborted.');
  const message = messageOf(error);
  if (!isAxiosError(error))
    return new DoorstepError('client_error', `The call failed here: ${message}`, { cause: error });
  const { response, cause, code } = error;
  if (response) return refusal(response);
  // A source of bytes that failed, or gave what cannot be sent.
  if (isDoorstepError(cause)) return cause;
  // Of the error itself only its cause: its request holds tokens and passwords, which do not belong in logs.
  if (code === 'ETIMEDOUT') return new DoorstepError('timeout', 'The API did not answer in time.', { cause });
  if (code !== undefined && ownFaults.has(code)) {
    return new DoorstepError('client_error', `The request cannot be sent: ${message}`, { cause });
  }
  return new DoorstepError('network_error', `The API could not be reached: ${message}`, { cause });
};

/** Codes of Axios for requests that were never sent. */
const ownFaults: ReadonlySet<string> = new Set([
  'ERR_INVALID_URL',
  'ERR_BAD_OPTION',
  'ERR_BAD_OPTION_VALUE',
  'ERR_NOT_SUPPORT',
  'ERR_FORM_DATA_DEPTH_EXCEEDED',
]);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Response = { status: number; data: unknown; headers: object };

/** A header of an answer. Axios gives names in lower case, an adapter of the app may not. */
export const headerOf = ({ headers }: { headers: object }, name: string): string | undefined => {
  const [, value] = Object.entries(headers).find(([given]) => given.toLowerCase() === name) ?? [];
  return value === undefined || value === null ? undefined : String(value);
};

const longestBodyStart = 500;

/** An answer that is not what the call should be answered with. */
export const unexpectedAnswer = (response: Response): DoorstepError => {
  const { status } = response;
  return new DoorstepError('unexpected_answer', `Something other than the API answered, with status ${status}.`, {
    status,
    requestId: headerOf(response, 'x-request-id'),
    retryAfter: secondsUntil(headerOf(response, 'retry-after')),
    bodyStart: textOf(response.data).slice(0, longestBodyStart),
  });
};

const refusal = (response: Response): DoorstepError => {
  const problem = problemIn(response.data);
  if (!problem) return unexpectedAnswer(response);
  const { code, detail, errors, request_id: requestId, duplicate_of: duplicateOf } = problem;
  const retryAfter = secondsUntil(headerOf(response, 'retry-after'));
  return new DoorstepError(code, detail, { status: response.status, errors, requestId, retryAfter, duplicateOf });
};

/** Seconds until `Retry-After`, which may be a date: a proxy's, as the API counts seconds (RFC 9110, section 10.2.3). */
const secondsUntil = (retryAfter: string | undefined): number | undefined => {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
};

/** A problem document; where bytes were asked for, it arrived as bytes. */
const problemIn = (data: unknown): Problem | undefined => {
  const value = isBytes(data) ? parsed(textOf(data)) : data;
  const isProblem = typeof value === 'object' && value !== null && 'code' in value && 'request_id' in value;
  return isProblem ? (value as Problem) : undefined;
};

const isBytes = (data: unknown): data is ArrayBuffer | Uint8Array =>
  data instanceof ArrayBuffer || data instanceof Uint8Array;

const textOf = (data: unknown): string => {
  if (typeof data === 'string') return data;
  if (isBytes(data)) return new TextDecoder().decode(data);
  return data === undefined ? '' : JSON.stringify(data);
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
