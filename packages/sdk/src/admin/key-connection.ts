import type { AxiosRequestConfig } from 'axios';
import { DoorstepCall } from '../doorstep-call.ts';
import { DoorstepError } from '../doorstep-error.ts';
import type { UploadOptions } from '../doorstep-options.ts';
import type { Send } from '../request.ts';
import type { RequestTraits } from '../request-config.ts';
import type { RequestSender } from '../request-sender.ts';
import { Transport } from '../transport.ts';
import type { AdminOptions } from './admin-options.ts';
import { runsInBrowser } from './browser.ts';

type KeyToken = { accessToken: string };

/** A connection that authenticates with an API key. Throws `invalid_argument` without a key, and in a browser. */
export class KeyConnection extends Transport<KeyToken> {
  // Private, so that neither `console.log` nor `JSON.stringify` of a client shows the key.
  readonly #token: KeyToken;

  constructor({ apiKey, dangerouslyAllowBrowser = false, ...options }: AdminOptions) {
    super(options);
    if (!dangerouslyAllowBrowser && runsInBrowser()) {
      throw new DoorstepError(
        'invalid_argument',
        'An API key must not be in a browser, where everyone can read it. Call the API from a server, or use `DoorstepClient`. ' +
          'If no customer can open this page, set `dangerouslyAllowBrowser`.',
      );
    }
    assertApiKey(apiKey);
    this.#token = { accessToken: apiKey };
  }

  /** Returns a sender for the operations of customers. It calls each of them on behalf of a customer. */
  onBehalfOf(customerId: string): RequestSender {
    const path = `/api/customers/${encodeURIComponent(customerId)}/`;
    const derived =
      (send: Send): Send =>
      ({ url = '', ...config }) =>
        send({ ...config, url: url.replace(customerPath, path) });
    return {
      asCaller: (...args) => derived(this.asCaller(...args)),
      asWrite: (...args) => derived(this.asWrite(...args)),
    };
  }

  protected override async tokenAfter(refused: KeyToken | null | undefined): Promise<KeyToken | null> {
    // There is no other key to try.
    return refused === undefined ? this.#token : null;
  }

  protected override send<Data>(
    config: AxiosRequestConfig,
    options: UploadOptions,
    traits: RequestTraits,
  ): DoorstepCall<Data> {
    if (!dotSegment.test(config.url ?? '')) return super.send(config, options, traits);
    const error = new DoorstepError('invalid_argument', 'An id must not be empty, "." or "..".');
    return new DoorstepCall(Promise.reject(error));
  }
}

/** The start of paths from which the API derives operations on behalf of a customer. */
const customerPath = /^\/api\/(customer|auth)\//;

// A URL drops these segments, and then names another operation: the address ".." would name its customer.
const dotSegment = /\/\.{0,2}\//;

function assertApiKey(apiKey: unknown): asserts apiKey is string {
  if (typeof apiKey !== 'string' || apiKey === '') {
    throw new DoorstepError('invalid_argument', 'The option `apiKey` is missing.');
  }
  // The message must not contain the value, which may be another secret.
  if (!/^dsk_\w+$/.test(apiKey)) {
    throw new DoorstepError(
      'invalid_argument',
      'The option `apiKey` is not an API key. A key starts with `dsk_` and has only letters, digits and underscores.',
    );
  }
}
