import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { apiResponseOf, emptyResponse } from './api-response.ts';
import { type ApiResponse, DoorstepCall } from './doorstep-call.ts';
import { type DoorstepError, isDoorstepError, toDoorstepError } from './doorstep-error.ts';
import type { CallOptions, ConnectionOptions, RequestEvent, UploadOptions } from './doorstep-options.ts';
import type { Send } from './request.ts';
import { isDownload, normalizeBaseUrl, type RequestTraits, requestConfig, usesNodeAdapter } from './request-config.ts';
import type { CallTraits, RequestSender } from './request-sender.ts';
import { delayAfter, mayHaveSucceeded } from './retry.ts';
import { TimeLimit } from './time-limit.ts';
import { bodyOf } from './upload.ts';

/** A request with its limits, ready for one or more attempts. */
type Prepared = {
  config: AxiosRequestConfig;
  traits: RequestTraits;
  /** Time limit of each attempt in milliseconds. */
  timeout: number;
  /** Maximum number of retries. */
  retries: number;
  /** Whether the body is a stream, which can be read only once. */
  once: boolean;
};

const defaultTimeout = 30_000;
const defaultDeadline = 60_000;

/** A bearer token: an access token of a customer, or an API key. */
type BearerToken = { accessToken: string };

/**
 * Sends requests: authenticates them, retries safe ones and converts every failure to a `DoorstepError`. A connection extends it
 * with its way to authenticate.
 */
export abstract class Transport<Token extends BearerToken> implements RequestSender {
  readonly #options: ConnectionOptions;
  readonly #axios: AxiosInstance;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#axios = typeof options.axios === 'function' ? options.axios : axios.create(options.axios);
  }

  /** The URL of the API without a trailing slash. Throws `invalid_argument` if the option is not valid. */
  get baseUrl(): string {
    return normalizeBaseUrl(this.#options.baseUrl);
  }

  /** @internal Sends a request without authentication. */
  asAnyone(options: CallOptions = {}): Send {
    return (config) => this.send(config, options, { authenticated: false });
  }

  /** @internal Sends a request of the caller. */
  asCaller(options: UploadOptions = {}, traits: CallTraits = {}): Send {
    return (config) => this.send(config, options, { ...traits, authenticated: true });
  }

  /** @internal Sends an idempotent write of the caller. */
  asWrite(options: UploadOptions = {}, traits: CallTraits = {}): Send {
    return (config) => this.send(config, options, { ...traits, authenticated: true, keyed: true });
  }

  /**
   * Returns the token for the first attempt of a call, or for another one after the server has refused a token. Null: there is
   * none to send.
   */
  protected abstract tokenAfter(refused: Token | null | undefined): Promise<Token | null>;

  protected send<Data>(config: AxiosRequestConfig, options: UploadOptions, traits: RequestTraits): DoorstepCall<Data> {
    return new DoorstepCall(guarded(() => this.#call<Data>(config, options, traits)));
  }

  async #call<Data>(
    config: AxiosRequestConfig,
    call: UploadOptions,
    traits: RequestTraits,
  ): Promise<ApiResponse<Data>> {
    const isUpload = traits.fileField !== undefined && hasFile(config.data, traits.fileField);
    const { timeout, deadline } = this.#limits(call, isUpload || isDownload(config));
    const limit = new TimeLimit(call.signal, deadline);
    try {
      const sending = { nodeStreams: usesNodeAdapter(this.#axios), signal: limit.signal };
      const body = await limit.race(bodyOf(config.data, traits.fileField, sending));
      const isSafe = traits.keyed || ['GET', 'HEAD', 'DELETE'].includes(config.method ?? '');
      const once = body.kind === 'stream';
      try {
        const prepared: Prepared = {
          config: requestConfig({ config, body, call, traits }, this.#options, this.#axios),
          traits,
          timeout,
          retries: isSafe && !once ? (call.retries ?? this.#options.retries ?? 2) : 0,
          once,
        };
        return await this.#sendWithRetries<Data>(prepared, limit);
      } finally {
        body.release?.();
      }
    } finally {
      limit.end();
    }
  }

  #limits(call: UploadOptions, isTransfer: boolean): { timeout: number; deadline: number } {
    if (isTransfer) return { timeout: call.timeout ?? 0, deadline: call.deadline ?? 0 };
    const timeout = call.timeout ?? this.#options.timeout ?? defaultTimeout;
    const usual = timeout > 0 ? Math.max(defaultDeadline, timeout) : 0;
    return { timeout, deadline: call.deadline ?? this.#options.deadline ?? usual };
  }

  async #sendWithRetries<Data>(prepared: Prepared, call: TimeLimit): Promise<ApiResponse<Data>> {
    const { config, traits, retries, once } = prepared;
    let refused: { token: Token | null; error: DoorstepError } | undefined;
    let mayBeDeleted = false;
    for (let failures = 0, attempt = 1; ; attempt++) {
      const limit = new TimeLimit(call.signal, prepared.timeout);
      const event = { method: config.method ?? '', path: config.url ?? '', attempt };
      try {
        const token = traits.authenticated ? await limit.race(this.tokenAfter(refused?.token)) : null;
        if (refused && !token) throw refused.error;
        const outcome = await this.#attempt<Data>(config, { token, limit, event });
        if ('answer' in outcome) return outcome.answer;
        const { error } = outcome;
        // If the answer to a DELETE was lost, a 404 means that this DELETE succeeded. A keyed write gets the first answer instead.
        const isDeleted = mayBeDeleted && !traits.keyed && isDoorstepError(error, 'not_found');
        if (isDeleted) return emptyResponse<Data>(error);
        if (traits.authenticated && !refused && isRefusedToken(error)) {
          refused = { token, error };
          if (!once) continue;
          // Gets a token for the next call, because this one cannot be sent again.
          await limit.race(this.tokenAfter(token));
          throw error;
        }
        mayBeDeleted ||= config.method === 'DELETE' && mayHaveSucceeded(error);
        failures++;
        const delay = failures > retries ? undefined : delayAfter(error, failures);
        if (delay === undefined || delay >= call.remaining || call.signal.aborted) throw error;
        ignoreErrors(() => this.#options.onRetry?.({ ...event, error, delay }));
        await call.pause(delay);
      } finally {
        limit.end();
      }
    }
  }

  async #attempt<Data>(
    config: AxiosRequestConfig,
    { token, limit, event }: { token: Token | null; limit: TimeLimit; event: RequestEvent },
  ): Promise<{ answer: ApiResponse<Data> } | { error: DoorstepError }> {
    ignoreErrors(() => this.#options.onRequest?.(event));
    const start = performance.now();
    const ended = (end: { status: number | undefined; requestId: string | undefined; error?: DoorstepError }) =>
      ignoreErrors(() =>
        this.#options.onResponse?.({ error: undefined, ...event, ...end, milliseconds: performance.now() - start }),
      );
    const authorization = token && { Authorization: `Bearer ${token.accessToken}` };
    const headers = { ...config.headers, ...authorization };
    try {
      const sent = this.#axios.request({ ...config, signal: limit.signal, headers });
      const answer = apiResponseOf<Data>(config, await limit.race(sent));
      ended({ status: answer.status, requestId: answer.requestId });
      return { answer };
    } catch (thrown) {
      const failure = toDoorstepError(thrown);
      const error: DoorstepError = limit.signal.aborted && failure.status === undefined ? limit.signal.reason : failure;
      ended({ status: error.status, requestId: error.requestId, error });
      return { error };
    }
  }
}

/** Runs code that can call into the app. Converts all errors to `DoorstepError`. */
export const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw toDoorstepError(error);
  }
};

/** Calls a hook and ignores its errors. */
const ignoreErrors = (hook: () => unknown): void => {
  try {
    const result = hook();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // The documentation of the hooks promises this.
  }
};

const hasFile = (data: unknown, field: string): boolean => {
  const value = (data as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'object' && value !== null;
};

const isRefusedToken = (error: DoorstepError): boolean =>
  isDoorstepError(error, 'token_expired', 'token_invalid', 'not_authenticated');
