import { DoorstepError, toDoorstepError } from './doorstep-error.ts';

/**
 * An image to upload: a `File`, a `Blob`, bytes (an `ArrayBuffer` or a view of one, such as a Node `Buffer`), or a stream (a
 * `ReadableStream`, a `Response` with the image, or an iterable such as a Node stream). The Node adapter of Axios sends a
 * stream as it arrives, and never retries it. With other adapters, the client reads the stream into memory first.
 */
export type UploadSource =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | Response
  | AsyncIterable<Uint8Array>;

/** The content of a file, as a whole or as a stream of chunks. */
export type FileContent = { whole: Blob } | { chunks: AsyncIterable<Uint8Array> };

/** Returns the file in a field, or undefined for a text, null or undefined. Throws `invalid_argument` for other values. */
export const contentOf = (source: unknown, field: string): FileContent | undefined => {
  if (source === undefined || source === null || typeof source === 'string') return undefined;
  // `instanceof` fails for objects of another realm, such as a frame or a test environment.
  const tag = Object.prototype.toString.call(source);
  if (tag === '[object Blob]' || tag === '[object File]') return { whole: source as Blob };
  if (tag === '[object ArrayBuffer]' || ArrayBuffer.isView(source)) return { whole: blobOf([source as BytePart]) };
  const stream = tag === '[object Response]' ? bodyOf(source as Response, field) : source;
  if (isReadableStream(stream)) return { chunks: chunksOf(readAll(stream), field) };
  if (isAsyncIterable(stream)) return { chunks: chunksOf(stream, field) };
  throw new DoorstepError(
    'invalid_argument',
    `\`${field}\` must be a Blob, an ArrayBuffer or a view of one, a ReadableStream, a Response or an AsyncIterable of bytes, not ${tag}.`,
  );
};

/** Reads a stream into memory. Stops at the next chunk after an abort. */
export const readWhole = async (chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Blob> => {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) {
    if (signal.aborted) throw signal.reason;
    parts.push(chunk);
  }
  return blobOf(parts);
};

type BytePart = ArrayBuffer | ArrayBufferView;

// The types of Blob exclude shared memory, which browsers and Node accept.
const blobOf = (parts: BytePart[]): Blob => new Blob(parts as ConstructorParameters<typeof Blob>[0]);

const bodyOf = ({ body, bodyUsed }: Response, field: string): ReadableStream<Uint8Array> => {
  if (body && !bodyUsed) return body;
  throw new DoorstepError(
    'invalid_argument',
    `The Response in \`${field}\` has no body, or its body was already read.`,
  );
};

const isReadableStream = (value: unknown): value is ReadableStream<unknown> =>
  typeof value === 'object' && value !== null && 'getReader' in value && typeof value.getReader === 'function';

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

// Some browsers cannot iterate over a stream.
async function* readAll(stream: ReadableStream<unknown>): AsyncGenerator<unknown, void, undefined> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

// Accepts only bytes. A stream with an encoding supplies text, which would corrupt the image.
async function* chunksOf(source: AsyncIterable<unknown>, field: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of source) {
      const tag = Object.prototype.toString.call(chunk);
      if (tag !== '[object Uint8Array]') {
        throw new DoorstepError('invalid_argument', `\`${field}\` gave ${tag} where a Uint8Array was expected.`);
      }
      yield chunk as Uint8Array;
    }
  } catch (error) {
    // Axios passes on the error of its stream. A DoorstepError shows that the source caused it.
    throw toDoorstepError(error);
  }
}
