import type { AxiosInstance, CreateAxiosDefaults } from 'axios';
import type { DoorstepError } from './doorstep-error.ts';
import type { TokenStore } from './token-store.ts';

/**
 * Why a customer is signed out: they asked for it (`logout`), or the server no longer takes their tokens
 * (`session_ended`: revoked, too old, or the password was reset).
 */
export type SignedOutReason = 'logout' | 'session_ended';

/** One attempt to send a request. */
export type RequestEvent = {
  method: string;
  /** Path from the API's root, without the query: links to images are signed there. */
  path: string;
  /** 1 for the first attempt. */
  attempt: number;
};

/** How an attempt ended. */
export type ResponseEvent = RequestEvent & {
  /** Absent where there was no answer. */
  status: number | undefined;
  /** Names the request in the server's log. */
  requestId: string | undefined;
  milliseconds: number;
  /** Absent after a success. */
  error: DoorstepError | undefined;
};

/** An attempt failed, and another one follows. */
export type RetryEvent = RequestEvent & {
  error: DoorstepError;
  /** Milliseconds until the next attempt. */
  delay: number;
};

/**
 * Functions for logging and metrics, called for refreshes of tokens as well. No event holds a token, a body or a query. Errors
 * that they throw are ignored, so that logging fails no call.
 */
export type Hooks = {
  /** Called before each attempt. */
  onRequest?: ((event: RequestEvent) => void) | undefined;
  /** Called after each attempt, with or without an answer. */
  onResponse?: ((event: ResponseEvent) => void) | undefined;
  /** Called before the wait for another attempt. */
  onRetry?: ((event: RetryEvent) => void) | undefined;
};

/** How to reach the API, and how to behave. */
export type DoorstepOptions = Hooks & {
  /** Address of the API without `/api`, such as `https://api.example.com`. A path is taken within the page's origin. */
  baseUrl: string;
  /** Id of the tenant, sent as `X-Tenant-ID`. */
  tenantId: string;
  /**
   * Where tokens are kept; in memory unless said. `false` for an app whose own server holds them in cookies, with `baseUrl`
   * leading there: then no token is kept, sent or refreshed here.
   */
  tokenStore?: TokenStore | false | undefined;
  /** Called once when a session is over. */
  onSignedOut?: ((reason: SignedOutReason) => void) | undefined;
  /** How often a request that is safe to repeat is sent again after a fault that may pass. The default is 2; 0 for never. */
  retries?: number | undefined;
  /**
   * Milliseconds that an attempt may take; the default is 30 000, and 0 is no limit. Uploads and downloads have no limit unless
   * the call sets one.
   */
  timeout?: number | undefined;
  /**
   * Milliseconds that a call may take, with all of its attempts and the waits between them; 0 is no limit. The default is
   * 60 000, or `timeout` where that is longer. Uploads and downloads have no limit unless the call sets one.
   */
  deadline?: number | undefined;
  /** The language of messages and names, such as `de` or `pt-BR`; a browser asks for its own unless said. */
  language?: string | undefined;
  /** An Axios instance (with interceptors, say), or defaults for one: a proxy, an agent, `adapter: 'fetch'` for the edge. */
  axios?: AxiosInstance | CreateAxiosDefaults | undefined;
};

/** What every call takes. */
export type CallOptions = {
  /** Ends the call, also while it waits for another attempt or for tokens. `AbortSignal.timeout` makes it a `timeout`. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that each attempt may take, instead of the client's. 0 for no limit. */
  timeout?: number | undefined;
  /** Milliseconds that the call may take with all of its attempts, instead of the client's. 0 for no limit. */
  deadline?: number | undefined;
  /** How often this call may be repeated, instead of the client's. */
  retries?: number | undefined;
  /** The language of messages and names, instead of the client's. */
  language?: string | undefined;
  /** Further headers. */
  headers?: Record<string, string> | undefined;
};

/** What a write takes that may be sent again safely. */
export type WriteOptions = CallOptions & {
  /**
   * Names the change, so that it is made once however often it is sent. Made anew for each call; give one to go on with a
   * change after a restart. At most 255 printable ASCII characters.
   */
  idempotencyKey?: string | undefined;
};

/** How far an upload is. */
export type UploadProgress = {
  /** Bytes sent. */
  loaded: number;
  /** Bytes there are; absent where that is not known beforehand. */
  total?: number | undefined;
};

/** What a write takes that may bring a file. */
export type UploadOptions = WriteOptions & {
  /** Called while a file is sent. */
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
};
