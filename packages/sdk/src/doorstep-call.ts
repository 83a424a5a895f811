/** An answer with its status and headers. */
export type ApiResponse<Data> = {
  data: Data;
  status: number;
  /** The headers, such as `headers.get('etag')`. A browser has only the headers that CORS exposes. */
  headers: Headers;
  /** The id of the request in the log of the server. */
  requestId: string | undefined;
};

/** The result of every method: a promise of the data. `withResponse()` adds the status and the headers. */
export class DoorstepCall<Data> extends Promise<Data> {
  readonly #answer: Promise<ApiResponse<Data>>;

  /** @internal */
  constructor(answer: Promise<ApiResponse<Data>>) {
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject);
    });
    this.#answer = answer;
  }

  /** Makes `then` return a plain promise, because its result has no response. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The data with status, headers and request id: `const { data, headers } = await client.profile.get().withResponse()`. */
  withResponse(): Promise<ApiResponse<Data>> {
    // The caller does not await the promise of the data, so its rejection must not count as unhandled.
    this.catch(() => undefined);
    return this.#answer;
  }

  /** @internal Converts the data of the call. */
  map<Mapped>(change: (data: Data) => Mapped | Promise<Mapped>): DoorstepCall<Mapped> {
    const mapped = async () => {
      const answer = await this.withResponse();
      return { ...answer, data: await change(answer.data) };
    };
    return new DoorstepCall(mapped());
  }
}
