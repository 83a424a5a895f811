import type { AxiosInstance, CreateAxiosDefaults } from 'axios';
import type { TokenStore } from './token-store.ts';

/**
 * Why a customer is signed out: they asked for it (`logout`), or the server no longer takes their tokens
 * (`session_ended`: revoked, too old, or the password was reset).
 */
export type SignedOutReason = 'logout' | 'session_ended';

/** How to reach the API, and how to behave. */
export type DoorstepOptions = {
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
  /** How often a request that is safe to repeat is sent again after a fault that may pass. 2 unless said; 0 for never. */
  retries?: number | undefined;
  /** Milliseconds that an attempt may take; 30 000 unless said. Uploads and downloads have no limit unless the call says so. */
  timeout?: number | undefined;
  /** The language of messages and names, such as `de` or `pt-BR`; a browser asks for its own unless said. */
  language?: string | undefined;
  /** An Axios instance (with interceptors, say), or defaults for one: a proxy, an agent, `adapter: 'fetch'` for the edge. */
  axios?: AxiosInstance | CreateAxiosDefaults | undefined;
};

/** What every call takes. */
export type CallOptions = {
  /** Ends the call, waiting between attempts included. */
  signal?: AbortSignal | undefined;
  /** Milliseconds that each attempt may take, instead of the client's. 0 for no limit. */
  timeout?: number | undefined;
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
