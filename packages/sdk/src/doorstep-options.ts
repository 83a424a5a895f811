import type { AxiosInstance, CreateAxiosDefaults } from 'axios';
import type { DoorstepError } from './doorstep-error.ts';
import type { TokenStore } from './token-store.ts';

/**
 * Why a customer is signed out. `logout`: the app signed out. `session_ended`: the server no longer accepts the tokens,
 * because the session was revoked or has expired, or the password was reset.
 */
export type SignedOutReason = 'logout' | 'session_ended';

/** One attempt to send a request. */
export type RequestEvent = {
  method: string;
  /** The path from the root of the API, without the query, which can contain a signature. */
  path: string;
  /** The number of the attempt, from 1. */
  attempt: number;
};

/** The end of an attempt. */
export type ResponseEvent = RequestEvent & {
  /** Undefined if there was no answer. */
  status: number | undefined;
  /** The id of the request in the log of the server. */
  requestId: string | undefined;
  milliseconds: number;
  /** Undefined after a success. */
  error: DoorstepError | undefined;
};

/** A failed attempt before a retry. */
export type RetryEvent = RequestEvent & {
  error: DoorstepError;
  /** Milliseconds until the next attempt. */
  delay: number;
};

/**
 * Functions for logging and metrics. They are also called for token refreshes. No event contains a token, a body or a query.
 * The client ignores errors of hooks, so that logging cannot fail a call.
 */
export type Hooks = {
  /** Called before each attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after each attempt, with or without an answer. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called before the wait for a retry. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
};

/** The options that all clients have. */
export type ConnectionOptions = Hooks & {
  /** The URL of the API without `/api`, such as `https://api.example.com`. A path is relative to the origin of the page. */
  baseUrl: string;
  /** The id of the tenant, sent as `X-Tenant-ID`. */
  tenantId?: string | undefined;
  /** Maximum number of retries of a safe request after a temporary failure. The default is 2, and 0 disables retries. */
  retries?: number | undefined;
  /**
   * Time limit of an attempt in milliseconds. The default is 30 000, and 0 means no limit. Uploads and downloads have no
   * limit unless the call sets one.
   */
  timeout?: number | undefined;
  /**
   * Time limit of a call with all attempts and waits, in milliseconds. The default is 60 000, or `timeout` if that is longer.
   * 0 means no limit. Uploads and downloads have no limit unless the call sets one.
   */
  deadline?: number | undefined;
  /** The language of messages and names, such as `de` or `pt-BR`. The default in a browser is its own language. */
  language?: string | undefined;
  /** An Axios instance, or defaults for one, such as a proxy, an agent, or `adapter: 'fetch'` for edge runtimes. */
  axios?: AxiosInstance | CreateAxiosDefaults | undefined;
};

/** The options of a client for customers. */
export type DoorstepOptions = ConnectionOptions & {
  /** The id of the tenant, sent as `X-Tenant-ID`. */
  tenantId: string;
  /**
   * The store for tokens. The default stores them in memory. Use `false` if your own server has the tokens in cookies and
   * `baseUrl` is that server. The client then does not store, send or refresh tokens.
   */
  tokenStore?: TokenStore | false | undefined;
  /** Called once when a session ends. */
  onSignedOut?: ((reason: SignedOutReason) => void) | undefined;
};

/** The options of a call. */
export type CallOptions = {
  /** Aborts the call, even while it waits for a retry or for tokens. With `AbortSignal.timeout`, the code is `timeout`. */
  signal?: AbortSignal | undefined;
  /** Time limit of each attempt in milliseconds. Overrides the option of the client. 0 means no limit. */
  timeout?: number | undefined;
  /** Time limit of the call in milliseconds. Overrides the option of the client. 0 means no limit. */
  deadline?: number | undefined;
  /** Maximum number of retries. Overrides the option of the client. */
  retries?: number | undefined;
  /** The language of messages and names. Overrides the option of the client. */
  language?: string | undefined;
  /** Additional headers. */
  headers?: Record<string, string> | undefined;
};

/** The options of an idempotent write. */
export type WriteOptions = CallOptions & {
  /**
   * The key that makes the write idempotent, with at most 255 printable ASCII characters. The default is a random key for
   * each call. Store your own key to retry a write after a restart of the app.
   */
  idempotencyKey?: string | undefined;
};

/** The progress of an upload. */
export type UploadProgress = {
  /** The number of sent bytes. */
  loaded: number;
  /** The total number of bytes. Undefined for a stream of unknown length. */
  total?: number | undefined;
};

/** The options of a write that can contain a file. */
export type UploadOptions = WriteOptions & {
  /** Called during the upload of a file. */
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
};
