import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { apiResponseOf, emptyResponse } from './api-response.ts';
import { type ApiResponse, DoorstepCall } from './doorstep-call.ts';
import { type DoorstepError, isDoorstepError, toDoorstepError } from './doorstep-error.ts';
import type { CallOptions, DoorstepOptions, RequestEvent, SignedOutReason, UploadOptions } from './doorstep-options.ts';
import { accountRefresh, type SignedIn, type TokenPair } from './generated/operations.ts';
import type { Send } from './request.ts';
import { isDownload, normalizeBaseUrl, type RequestTraits, requestConfig, usesNodeAdapter } from './request-config.ts';
import { delayAfter, mayHaveSucceeded } from './retry.ts';
import { TimeLimit } from './time-limit.ts';
import { refreshTokens } from './token-refresh.ts';
import { MemoryTokenStore, type TokenStore, type Tokens } from './token-store.ts';
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
/** A token that expires within this time, in milliseconds, could expire on its way to the server. */
const expiryMargin = 5_000;

/**
 * A connection to one tenant of an API. It authenticates requests, refreshes tokens, retries safe requests and converts
 * every failure to a `DoorstepError`. `DoorstepClient` creates one. Create your own to use single resources and keep the
 * others out of a bundle: `new Addresses(new Connection(options))`.
 */
export class Connection {
  readonly #options: DoorstepOptions;
  readonly #axios: AxiosInstance;
  readonly #store: TokenStore | null;
  /** Whether the app knows that the customer is signed out. */
  #signedOutNotified = false;

  constructor(options: DoorstepOptions) {
    this.#options = options;
    this.#axios = typeof options.axios === 'function' ? options.axios : axios.create(options.axios);
    this.#store = options.tokenStore === false ? null : (options.tokenStore ?? new MemoryTokenStore());
  }

  /** The URL of the API without a trailing slash. Throws `invalid_argument` if the option is not valid. */
  get baseUrl(): string {
    return normalizeBaseUrl(this.#options.baseUrl);
  }

  /** @internal Sends a request without authentication. */
  asAnyone(options: CallOptions = {}): Send {
    return (config) => this.#send(config, options, { authenticated: false });
  }

  /** @internal Sends a request of the signed-in customer. */
  asCustomer(options: CallOptions = {}, version?: number): Send {
    return (config) => this.#send(config, options, { authenticated: true, version });
  }

  /** @internal Sends an idempotent write of the signed-in customer. */
  asWrite(options: UploadOptions = {}, traits: Pick<RequestTraits, 'version' | 'fileField'> = {}): Send {
    return (config) => this.#send(config, options, { ...traits, authenticated: true, keyed: true });
  }

  /** @internal Stores the tokens after a sign-in. */
  async signedIn(answer: SignedIn): Promise<void> {
    await guarded(async () => {
      // Without a store, the server of the app has removed the tokens from the answer.
      await this.#store?.set(tokensOf(answer, answer.user.user_id));
      this.#signedOutNotified = false;
    });
  }

  /** @internal Removes the tokens after a sign-out. */
  async signedOut(): Promise<void> {
    await guarded(async () => {
      await this.#store?.clear();
      this.#notifySignedOut('logout');
    });
  }

  /** Whether tokens are stored. The server may have ended the session since. */
  async isSignedIn(): Promise<boolean> {
    return guarded(async () => (await this.#store?.get()) != null);
  }

  #send<Data>(config: AxiosRequestConfig, options: UploadOptions, traits: RequestTraits): DoorstepCall<Data> {
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
    let refused: { tokens: Tokens | null; error: DoorstepError } | undefined;
    let mayBeDeleted = false;
    for (let failures = 0, attempt = 1; ; attempt++) {
      const limit = new TimeLimit(call.signal, prepared.timeout);
      const event = { method: config.method ?? '', path: config.url ?? '', attempt };
      try {
        const tokens = traits.authenticated ? await limit.race(this.#tokensAfter(refused?.tokens)) : null;
        if (refused && !tokens) throw refused.error;
        const outcome = await this.#attempt<Data>(config, { tokens, limit, event });
        if ('answer' in outcome) return outcome.answer;
        const { error } = outcome;
        // If the answer to a DELETE was lost, a 404 means that this DELETE succeeded. A keyed write gets the first answer instead.
        const isDeleted = mayBeDeleted && !traits.keyed && isDoorstepError(error, 'not_found');
        if (isDeleted) return emptyResponse<Data>(error);
        if (traits.authenticated && !refused && isRefusedToken(error)) {
          refused = { tokens, error };
          if (!once) continue;
          // Refreshes the tokens for the next call, because this one cannot be sent again.
          await limit.race(this.#tokensAfter(tokens));
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
    { tokens, limit, event }: { tokens: Tokens | null; limit: TimeLimit; event: RequestEvent },
  ): Promise<{ answer: ApiResponse<Data> } | { error: DoorstepError }> {
    ignoreErrors(() => this.#options.onRequest?.(event));
    const start = performance.now();
    const ended = (end: { status: number | undefined; requestId: string | undefined; error?: DoorstepError }) =>
      ignoreErrors(() =>
        this.#options.onResponse?.({ error: undefined, ...event, ...end, milliseconds: performance.now() - start }),
      );
    const authorization = tokens && { Authorization: `Bearer ${tokens.accessToken}` };
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

  /** Returns the tokens to send. Refreshes them if they are about to expire, or if the server has refused these. */
  async #tokensAfter(refused: Tokens | null | undefined): Promise<Tokens | null> {
    if (refused === undefined) {
      const tokens = (await this.#store?.get()) ?? null;
      return tokens && tokens.expiresAt - expiryMargin <= Date.now() ? this.#refresh(tokens) : tokens;
    }
    if (!this.#store) this.#notifySignedOut('session_ended');
    const next = refused && (await this.#refresh(refused));
    // If another customer has signed in since, the call must not use their token.
    return next?.userId === refused?.userId ? next : null;
  }

  async #refresh(stale: Tokens): Promise<Tokens | null> {
    const store = this.#store;
    if (!store) return null;
    const renewed = await refreshTokens(store, stale, async ({ refreshToken, userId }) =>
      tokensOf(await accountRefresh({ refresh_token: refreshToken }, this.asAnyone()), userId),
    );
    if (!renewed) this.#notifySignedOut('session_ended');
    return renewed;
  }

  /** Notifies the app once, even if many calls find out at the same time. */
  #notifySignedOut(reason: SignedOutReason): void {
    if (this.#signedOutNotified) return;
    this.#signedOutNotified = true;
    this.#options.onSignedOut?.(reason);
  }
}

/** Runs code that can call into the app. Converts all errors to `DoorstepError`. */
const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
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

const tokensOf = ({ access_token, refresh_token, expires_in }: TokenPair, userId: string): Tokens => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: Date.now() + expires_in * 1000,
  userId,
});
