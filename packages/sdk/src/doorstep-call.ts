/** An answer with what HTTP says of it. */
export type Answered<Data> = {
  data: Data;
  status: number;
  /** Such as `headers.get('etag')`. In a browser these are the headers that CORS exposes. */
  headers: Headers;
  /** Names the request in the server's log. */
  requestId: string | undefined;
};

/** What every method returns: a promise of the data, with the status and headers of the answer where they are wanted. */
export class DoorstepCall<Data> extends Promise<Data> {
  readonly #answer: Promise<Answered<Data>>;

  /** @internal */
  constructor(answer: Promise<Answered<Data>>) {
    super((resolve, reject) => {
      answer.then(({ data }) => resolve(data), reject);
    });
    this.#answer = answer;
  }

  /** What `then` makes is a plain promise. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  /** The data with status, headers and request id: `const { data, headers } = await client.profile.get().withResponse()`. */
  withResponse(): Promise<Answered<Data>> {
    // The promise of the data alone is then awaited by nobody, and must not count as unhandled.
    this.catch(() => undefined);
    return this.#answer;
  }

  /** @internal The same call with other data. */
  map<Mapped>(change: (data: Data) => Mapped | Promise<Mapped>): DoorstepCall<Mapped> {
    const mapped = async () => {
      const answer = await this.withResponse();
      return { ...answer, data: await change(answer.data) };
    };
    return new DoorstepCall(mapped());
  }
}
