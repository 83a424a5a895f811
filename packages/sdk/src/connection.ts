import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { answerOf, withoutData } from './answer.ts';
import { type Answered, DoorstepCall } from './doorstep-call.ts';
import { type DoorstepError, isDoorstepError, toDoorstepError } from './doorstep-error.ts';
import type { CallOptions, DoorstepOptions, RequestEvent, SignedOutReason, UploadOptions } from './doorstep-options.ts';
import { accountRefresh, type SignedIn, type TokenPair } from './generated/operations.ts';
import type { Send } from './request.ts';
import { isDownload, type Manner, normalBaseUrl, requestConfig, usesNodeAdapter } from './request-config.ts';
import { delayAfter, mayHaveHappened } from './retry.ts';
import { TimeLimit } from './time-limit.ts';
import { refreshTokens } from './token-refresh.ts';
import { MemoryTokenStore, type TokenStore, type Tokens } from './token-store.ts';
import { bodyOf } from './upload.ts';

/** A request that is ready to be sent, as often as it may be. */
type Prepared = {
  config: AxiosRequestConfig;
  manner: Manner;
  /** Milliseconds that each attempt may take. */
  timeout: number;
  /** How often it may be sent again. */
  retries: number;
  /** Its body can be read once. */
  once: boolean;
};

const defaultTimeout = 30_000;
const defaultDeadline = 60_000;
/** A token that ends this soon, in milliseconds, would have ended when it arrives. */
const nearlyExpired = 5_000;

/**
 * The connection to one tenant of an API: it signs requests, refreshes tokens, repeats what is safe to repeat and turns every
 * failure into a `DoorstepError`. `DoorstepClient` makes one; make it yourself to use single resources and leave the others out
 * of a bundle: `new Addresses(new Connection(options))`.
 */
export class Connection {
  readonly #options: DoorstepOptions;
  readonly #axios: AxiosInstance;
  readonly #store: TokenStore | null;
  /** Whether the app knows that nobody is signed in, and nothing has shown since that somebody is. */
  #signedOutKnown = false;

  constructor(options: DoorstepOptions) {
    this.#options = options;
    this.#axios = typeof options.axios === 'function' ? options.axios : axios.create(options.axios);
    this.#store = options.tokenStore === false ? null : (options.tokenStore ?? new MemoryTokenStore());
  }

  /** Address of the API, without a slash at its end. Throws `invalid_argument` where the option is no such address. */
  get baseUrl(): string {
    return normalBaseUrl(this.#options.baseUrl);
  }

  /** @internal A request that does not say who is calling. */
  asAnyone(options: CallOptions = {}): Send {
    return (config) => this.#send(config, options, { authenticated: false });
  }

  /** @internal A request of the customer who is signed in. */
  asCustomer(options: CallOptions = {}, version?: number): Send {
    return (config) => this.#send(config, options, { authenticated: true, version });
  }

  /** @internal A write of the customer that is made once, however often it is sent. */
  asWrite(options: UploadOptions = {}, manner: Pick<Manner, 'version' | 'fileField'> = {}): Send {
    return (config) => this.#send(config, options, { ...manner, authenticated: true, keyed: true });
  }

  /** @internal Stores the tokens of a customer who has just signed in. */
  async signedIn(answer: SignedIn): Promise<void> {
    await guarded(async () => {
      // Without a store the app's own server has taken them out of the answer.
      await this.#store?.set(tokensOf(answer, answer.user.user_id));
      this.#signedOutKnown = false;
    });
  }

  /** @internal Removes the tokens. */
  async signedOut(): Promise<void> {
    await guarded(async () => {
      await this.#store?.clear();
      this.#notifySignedOut('logout');
    });
  }

  /** Whether tokens are stored: whether somebody is signed in, as far as this side knows. */
  async isSignedIn(): Promise<boolean> {
    return guarded(async () => (await this.#store?.get()) != null);
  }

  #send<Data>(config: AxiosRequestConfig, options: UploadOptions, manner: Manner): DoorstepCall<Data> {
    return new DoorstepCall(guarded(() => this.#answer<Data>(config, options, manner)));
  }

  async #answer<Data>(config: AxiosRequestConfig, call: UploadOptions, manner: Manner): Promise<Answered<Data>> {
    const isUpload = manner.fileField !== undefined && hasFile(config.data, manner.fileField);
    const { timeout, deadline } = this.#limits(call, isUpload || isDownload(config));
    const limit = new TimeLimit(call.signal, deadline);
    try {
      const sending = { nodeStreams: usesNodeAdapter(this.#axios), signal: limit.signal };
      const body = await limit.race(bodyOf(config.data, manner.fileField, sending));
      const isSafe = manner.keyed || ['GET', 'HEAD', 'DELETE'].includes(config.method ?? '');
      const once = body.kind === 'stream';
      try {
        const prepared: Prepared = {
          config: requestConfig({ config, body, call, manner }, this.#options, this.#axios),
          manner,
          timeout,
          retries: isSafe && !once ? (call.retries ?? this.#options.retries ?? 2) : 0,
          once,
        };
        return await this.#sendUntilAnswered<Data>(prepared, limit);
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

  async #sendUntilAnswered<Data>(prepared: Prepared, call: TimeLimit): Promise<Answered<Data>> {
    const { config, manner, retries, once } = prepared;
    let refused: { tokens: Tokens | null; error: DoorstepError } | undefined;
    let undecided = false;
    for (let failures = 0, attempt = 1; ; attempt++) {
      const limit = new TimeLimit(call.signal, prepared.timeout);
      const event = { method: config.method ?? '', path: config.url ?? '', attempt };
      try {
        const tokens = manner.authenticated ? await limit.race(this.#tokensAfter(refused?.tokens)) : null;
        if (refused && !tokens) throw refused.error;
        const outcome = await this.#attempt<Data>(config, { tokens, limit, event });
        if ('answer' in outcome) return outcome.answer;
        const { error } = outcome;
        // A resource that is missing after such an attempt was deleted by it. With a key the server answers as it did then.
        const isDeleted = undecided && !manner.keyed && isDoorstepError(error, 'not_found');
        if (isDeleted) return withoutData<Data>(error);
        if (manner.authenticated && !refused && isRefusedToken(error)) {
          refused = { tokens, error };
          if (!once) continue;
          // For the next call: this one cannot be sent again.
          await limit.race(this.#tokensAfter(tokens));
          throw error;
        }
        undecided ||= config.method === 'DELETE' && mayHaveHappened(error);
        failures++;
        const delay = failures > retries ? undefined : delayAfter(error, failures);
        if (delay === undefined || delay >= call.left || call.signal.aborted) throw error;
        quietly(() => this.#options.onRetry?.({ ...event, error, delay }));
        await call.pause(delay);
      } finally {
        limit.end();
      }
    }
  }

  async #attempt<Data>(
    config: AxiosRequestConfig,
    { tokens, limit, event }: { tokens: Tokens | null; limit: TimeLimit; event: RequestEvent },
  ): Promise<{ answer: Answered<Data> } | { error: DoorstepError }> {
    quietly(() => this.#options.onRequest?.(event));
    const start = performance.now();
    const ended = (end: { status: number | undefined; requestId: string | undefined; error?: DoorstepError }) =>
      quietly(() =>
        this.#options.onResponse?.({ error: undefined, ...event, ...end, milliseconds: performance.now() - start }),
      );
    const authorization = tokens && { Authorization: `Bearer ${tokens.accessToken}` };
    const headers = { ...config.headers, ...authorization };
    try {
      const sent = this.#axios.request({ ...config, signal: limit.signal, headers });
      const answer = answerOf<Data>(config, await limit.race(sent));
      ended({ status: answer.status, requestId: answer.requestId });
      return { answer };
    } catch (thrown) {
      const failure = toDoorstepError(thrown);
      const error: DoorstepError = limit.signal.aborted && failure.status === undefined ? limit.signal.reason : failure;
      ended({ status: error.status, requestId: error.requestId, error });
      return { error };
    }
  }

  /** The tokens to send: refreshed where they have ended or are about to, or where the server has refused these. */
  async #tokensAfter(refused: Tokens | null | undefined): Promise<Tokens | null> {
    if (refused === undefined) {
      const tokens = (await this.#store?.get()) ?? null;
      return tokens && tokens.expiresAt - nearlyExpired <= Date.now() ? this.#refresh(tokens) : tokens;
    }
    if (!this.#store) this.#notifySignedOut('session_ended');
    const next = refused && (await this.#refresh(refused));
    // A customer who signed in meanwhile did not ask for this.
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

  /** Many calls may find at once that a session is over; the app is notified once. */
  #notifySignedOut(reason: SignedOutReason): void {
    if (this.#signedOutKnown) return;
    this.#signedOutKnown = true;
    this.#options.onSignedOut?.(reason);
  }
}

/** Runs what calls code of the app. Throws nothing but a `DoorstepError`. */
const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    throw toDoorstepError(error);
  }
};

/** Calls a hook, whose errors fail no call. */
const quietly = (hook: () => unknown): void => {
  try {
    const result = hook();
    if (result instanceof Promise) result.catch(() => undefined);
  } catch {
    // Ignored, as the hooks' documentation says.
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
