import { isAxiosError, isCancel } from 'axios';
import type { Problem, ProblemCode } from './generated/operations.ts';

/**
 * The code of an error. A call without an answer of the API has one of these codes:
 * - `network_error`: the connection failed.
 * - `timeout`: the answer took too long.
 * - `aborted`: the caller aborted the call.
 * - `unexpected_answer`: something other than the API answered, such as a proxy.
 * - `invalid_argument`: an option or argument is not valid, such as `baseUrl` or the link of an image.
 * - `client_error`: code of the app failed, such as its token store or an interceptor. `cause` has its error.
 */
export type DoorstepErrorCode =
  | ProblemCode
  | 'network_error'
  | 'timeout'
  | 'aborted'
  | 'unexpected_answer'
  | 'invalid_argument'
  | 'client_error';

/** A fault of a field. */
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

/** The error of every failed call. */
export class DoorstepError<Code extends DoorstepErrorCode = DoorstepErrorCode> extends Error {
  override readonly name = 'DoorstepError';
  /** The code of the error. A code never changes its meaning. */
  readonly code: Code;
  /** The HTTP status, if there was an answer. */
  readonly status: number | undefined;
  /** What is wrong and what to do, for people. Equal to `message`. */
  readonly detail: string;
  /** The faults by field, for a form: `errors.postal_code?.[0]?.message`. Nested names have dots: `location.latitude`. */
  readonly errors: Readonly<Record<string, readonly FieldFault[]>>;
  /** The id of the request in the log of the server. */
  readonly requestId: string | undefined;
  /** Seconds to wait before a retry, if the server specifies them. */
  readonly retryAfter: number | undefined;
  /** With `duplicate_address`: the id of the existing address. */
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

  /** Returns all properties for a log, except the cause, which is not an error of this package. */
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
 * Whether an error is a {@link DoorstepError}, and has one of the codes if there are any. Unlike `instanceof`, it also works
 * with several copies of this package.
 */
export const isDoorstepError = <Code extends DoorstepErrorCode = DoorstepErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is DoorstepError<Code> =>
  typeof error === 'object' &&
  error !== null &&
  brand in error &&
  (codes.length === 0 || codes.includes((error as DoorstepError<Code>).code));

/** Converts any thrown value to a {@link DoorstepError}. */
export const toDoorstepError = (error: unknown): DoorstepError => {
  if (isDoorstepError(error)) return error;
  if (isCancel(error)) return new DoorstepError('aborted', 'The call was aborted.');
  const message = messageOf(error);
  if (!isAxiosError(error))
    return new DoorstepError('client_error', `The call failed in the client: ${message}`, { cause: error });
  const { response, cause, code } = error;
  if (response) return errorResponse(response);
  // The source of an upload failed, or supplied invalid data.
  if (isDoorstepError(cause)) return cause;
  // Keeps only the cause of an Axios error, because its request contains tokens and passwords.
  if (code === 'ETIMEDOUT') return new DoorstepError('timeout', 'The API did not answer in time.', { cause });
  if (code !== undefined && unsentCodes.has(code)) {
    return new DoorstepError('client_error', `The request cannot be sent: ${message}`, { cause });
  }
  return new DoorstepError('network_error', `The API could not be reached: ${message}`, { cause });
};

/** Codes of Axios for requests that it could not send. */
const unsentCodes: ReadonlySet<string> = new Set([
  'ERR_INVALID_URL',
  'ERR_BAD_OPTION',
  'ERR_BAD_OPTION_VALUE',
  'ERR_NOT_SUPPORT',
  'ERR_FORM_DATA_DEPTH_EXCEEDED',
]);

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Response = { status: number; data: unknown; headers: object };

/** Returns a header of an answer. An adapter of the app may not use lower case for names, unlike Axios. */
export const headerOf = ({ headers }: { headers: object }, name: string): string | undefined => {
  const [, value] = Object.entries(headers).find(([header]) => header.toLowerCase() === name) ?? [];
  return value === undefined || value === null ? undefined : String(value);
};

const maxBodyStart = 500;

export const unexpectedAnswer = (response: Response): DoorstepError => {
  const { status } = response;
  return new DoorstepError('unexpected_answer', `Something other than the API answered, with status ${status}.`, {
    status,
    requestId: headerOf(response, 'x-request-id'),
    retryAfter: secondsUntil(headerOf(response, 'retry-after')),
    bodyStart: textOf(response.data).slice(0, maxBodyStart),
  });
};

const errorResponse = (response: Response): DoorstepError => {
  const problem = problemIn(response.data);
  if (!problem) return unexpectedAnswer(response);
  const { code, detail, errors, request_id: requestId, duplicate_of: duplicateOf } = problem;
  const retryAfter = secondsUntil(headerOf(response, 'retry-after'));
  return new DoorstepError(code, detail, { status: response.status, errors, requestId, retryAfter, duplicateOf });
};

/** Returns the seconds of `Retry-After`. The API sends seconds, but a proxy may send a date (RFC 9110 section 10.2.3). */
const secondsUntil = (retryAfter: string | undefined): number | undefined => {
  if (retryAfter === undefined) return undefined;
  const seconds = /^\d+$/.test(retryAfter) ? Number(retryAfter) : (Date.parse(retryAfter) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
};

/** Returns the problem document of a body. A download receives it as bytes. */
const problemIn = (data: unknown): Problem | undefined => {
  const value = isBytes(data) ? parseJson(textOf(data)) : data;
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

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
