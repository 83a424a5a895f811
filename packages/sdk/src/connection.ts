import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import { isDoorstepError, toDoorstepError, unexpectedAnswer } from './doorstep-error.ts';
import type { CallOptions, DoorstepOptions, SignedOutReason, UploadOptions } from './doorstep-options.ts';
import { accountRefresh, type SignedIn, type TokenPair } from './generated/operations.ts';
import type { Send } from './request.ts';
import { delayAfter, pause } from './retry.ts';
import { refreshTokens } from './token-refresh.ts';
import { MemoryTokenStore, type TokenStore, type Tokens } from './token-store.ts';
import { type Body, bodyOf } from './upload.ts';

/** How a request is sent, beside what its caller wishes. */
type Manner = {
  /** With the customer's token. */
  authenticated: boolean;
  /** A write that the server makes once, however often it is sent with its key. */
  keyed?: boolean;
  /** The version of the resource that the change is based on. */
  version?: number | undefined;
  /** The field of the body that may be a file. */
  fileField?: string;
};

const defaultTimeout = 30_000;
/** A token that ends this soon, in milliseconds, would have ended when it arrives. */
const nearlyExpired = 5_000;

/**
 * The way to one tenant of an API: it signs requests, refreshes tokens, repeats what is safe to repeat and turns every failure
 * into a `DoorstepError`. `DoorstepClient` makes one; make it yourself to use single resources and leave the others out of
 * a bundle: `new Addresses(new Connection(options))`.
 */
export class Connection {
  /** Address of the API, without a slash at its end. */
  readonly baseUrl: string;
  readonly #options: DoorstepOptions;
  readonly #axios: AxiosInstance;
  readonly #store: TokenStore | null;
  /** Whether the app has been told that nobody is signed in, and nothing has shown since that somebody is. */
  #toldOver = false;

  constructor(options: DoorstepOptions) {
    this.baseUrl = options.baseUrl.replace(/\/+$/, '');
    this.#options = options;
    this.#axios = typeof options.axios === 'function' ? options.axios : axios.create(options.axios);
    this.#store = options.tokenStore === false ? null : (options.tokenStore ?? new MemoryTokenStore());
  }

  /** @internal A request that says nothing of who is calling. */
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

  /** @internal Keeps the tokens of somebody who has just signed in. */
  async signedIn(answer: SignedIn): Promise<void> {
    // An app's own server keeps them to itself.
    await this.#store?.set(tokensOf(answer, answer.user.user_id));
    this.#toldOver = false;
  }

  /** @internal Forgets the tokens. */
  async signedOut(): Promise<void> {
    await this.#store?.clear();
    this.#tell('logout');
  }

  /** Whether tokens are kept: whether somebody is signed in, as far as this side knows. */
  async isSignedIn(): Promise<boolean> {
    return (await this.#store?.get()) != null;
  }

  async #send<Result>(config: AxiosRequestConfig, options: UploadOptions, manner: Manner): Promise<Result> {
    const body = await bodyOf(config.data, manner.fileField);
    const prepared = this.#prepare(config, body, options, manner);
    const safe = manner.keyed || ['GET', 'HEAD', 'DELETE'].includes(config.method ?? '');
    const retries = safe ? (options.retries ?? this.#options.retries ?? 2) : 0;
    try {
      return body.kind === 'stream'
        ? await this.#sendOnce(prepared, manner)
        : await this.#sendUntilAnswered(prepared, manner, retries);
    } finally {
      body.release?.();
    }
  }

  /** Sends what can be sent once. A token that turns out to have ended is refreshed for whoever comes next. */
  async #sendOnce<Result>(config: AxiosRequestConfig, { authenticated }: Manner): Promise<Result> {
    const tokens = authenticated ? await this.#freshTokens() : null;
    try {
      return await this.#attempt<Result>(config, tokens);
    } catch (error) {
      if (authenticated && isRefusedToken(error)) await this.#afterRefusal(tokens);
      throw error;
    }
  }

  async #sendUntilAnswered<Result>(
    config: AxiosRequestConfig,
    { authenticated }: Manner,
    retries: number,
  ): Promise<Result> {
    let tokens = authenticated ? await this.#freshTokens() : null;
    let renewed = false;
    for (let failures = 0; ; ) {
      try {
        return await this.#attempt<Result>(config, tokens);
      } catch (error) {
        // What is gone after the first attempt is what that attempt was to do away with.
        const gone = failures > 0 && config.method === 'DELETE' && isDoorstepError(error, 'not_found');
        if (gone) return undefined as Result;
        if (authenticated && !renewed && isRefusedToken(error)) {
          tokens = await this.#afterRefusal(tokens);
          if (!tokens) throw error;
          renewed = true;
          continue;
        }
        failures += 1;
        const delay = failures > retries ? undefined : delayAfter(error, failures);
        if (delay === undefined) throw error;
        await pause(delay, config.signal);
      }
    }
  }

  #prepare(config: AxiosRequestConfig, body: Body, options: UploadOptions, manner: Manner): AxiosRequestConfig {
    const { signal, onUploadProgress, headers, idempotencyKey, language = this.#options.language } = options;
    const download = config.responseType === 'blob';
    return {
      ...config,
      data: body.data,
      baseURL: this.baseUrl,
      timeout: options.timeout ?? (download || body.kind !== 'json' ? 0 : (this.#options.timeout ?? defaultTimeout)),
      // The API never redirects, and whoever follows could take tokens elsewhere.
      maxRedirects: 0,
      validateStatus: (status) => status >= 200 && status < 300,
      transitional: { clarifyTimeoutError: true },
      // Axios has no Blob in Node; bytes it has everywhere.
      ...(download && { responseType: 'arraybuffer' as const }),
      ...(signal && { signal }),
      ...(onUploadProgress && {
        onUploadProgress: ({ loaded, total }) => onUploadProgress({ loaded, total }),
      }),
      headers: {
        ...config.headers,
        ...body.headers,
        'X-Tenant-ID': this.#options.tenantId,
        ...(language && { 'Accept-Language': language }),
        ...(manner.keyed && { 'Idempotency-Key': idempotencyKey ?? newKey() }),
        ...(manner.version !== undefined && { 'If-Match': `"${manner.version}.0"` }),
        ...headers,
      },
    };
  }

  async #attempt<Result>(config: AxiosRequestConfig, tokens: Tokens | null): Promise<Result> {
    const authorization = tokens && { Authorization: `Bearer ${tokens.accessToken}` };
    const response = await this.#axios
      .request({ ...config, headers: { ...config.headers, ...authorization } })
      .catch((error: unknown) => {
        throw toDoorstepError(error);
      });
    const { data, status, headers } = response;
    if (config.responseType === 'arraybuffer')
      return new Blob([data], { type: String(headers['content-type']) }) as Result;
    if (typeof data === 'string' && data !== '') throw unexpectedAnswer(status);
    return (data === '' ? undefined : data) as Result;
  }

  /** The tokens, refreshed where they have ended or are about to. */
  async #freshTokens(): Promise<Tokens | null> {
    const tokens = (await this.#store?.get()) ?? null;
    return tokens && tokens.expiresAt - nearlyExpired <= Date.now() ? this.#refresh(tokens) : tokens;
  }

  /** Other tokens of the same customer, after the server has refused these; null where there are none. */
  async #afterRefusal(refused: Tokens | null): Promise<Tokens | null> {
    if (!this.#store) this.#tell('session_ended');
    const next = refused && (await this.#refresh(refused));
    // Whoever signed in meanwhile did not ask for this.
    return next?.userId === refused?.userId ? next : null;
  }

  async #refresh(stale: Tokens): Promise<Tokens | null> {
    const store = this.#store;
    if (!store) return null;
    const renewed = await refreshTokens(store, stale, async ({ refreshToken, userId }) =>
      tokensOf(await accountRefresh({ refresh_token: refreshToken }, this.asAnyone()), userId),
    );
    if (!renewed) this.#tell('session_ended');
    return renewed;
  }

  /** Many calls may learn at once that a session is over; the app hears of it once. */
  #tell(reason: SignedOutReason): void {
    if (this.#toldOver) return;
    this.#toldOver = true;
    this.#options.onSignedOut?.(reason);
  }
}

const isRefusedToken = (error: unknown): boolean =>
  isDoorstepError(error, 'token_expired', 'token_invalid', 'not_authenticated');

const tokensOf = ({ access_token, refresh_token, expires_in }: TokenPair, userId: string): Tokens => ({
  accessToken: access_token,
  refreshToken: refresh_token,
  expiresAt: Date.now() + expires_in * 1000,
  userId,
});

const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
