import { DoorstepError, toDoorstepError } from './doorstep-error.ts';

/**
 * An image to upload: a `File` or `Blob`, bytes (an `ArrayBuffer` or a view of one, such as a Node `Buffer`), or a source of
 * bytes of unknown length: a `ReadableStream`, a `Response` whose body is the image, or an iterable such as a Node stream.
 * A source is sent as it arrives by Axios's adapter for Node, and such a call is never repeated. Other adapters cannot
 * stream a request: with them a source is read whole first.
 */
export type UploadSource =
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | ReadableStream<Uint8Array>
  | Response
  | AsyncIterable<Uint8Array>;

/** The content of a file, either there as a whole or to be read piece by piece. */
export type FileContent = { whole: Blob } | { pieces: AsyncIterable<Uint8Array> };

/** What is to be uploaded; undefined for a text, null or nothing. Throws `invalid_argument` for anything else. */
export const contentOf = (source: unknown, field: string): FileContent | undefined => {
  if (source === undefined || source === null || typeof source === 'string') return undefined;
  // Told by its tag, as another realm (a frame, a test environment) has classes of its own.
  const tag = Object.prototype.toString.call(source);
  if (tag === '[object Blob]' || tag === '[object File]') return { whole: source as Blob };
  if (tag === '[object ArrayBuffer]' || ArrayBuffer.isView(source)) return { whole: blobOf([source as BytePart]) };
  const stream = tag === '[object Response]' ? bodyOf(source as Response, field) : source;
  if (isReadableStream(stream)) return { pieces: piecesOf(readAll(stream), field) };
  if (isAsyncIterable(stream)) return { pieces: piecesOf(stream, field) };
  throw new DoorstepError(
    'invalid_argument',
    `\`${field}\` must be a Blob, an ArrayBuffer or a view of one, a ReadableStream, a Response or an AsyncIterable of bytes, not ${tag}.`,
  );
};

/** Reads a source whole. Stops at the next piece after an abort. */
export const readWhole = async (pieces: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Blob> => {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) {
    if (signal.aborted) throw signal.reason;
    parts.push(piece);
  }
  return blobOf(parts);
};

type BytePart = ArrayBuffer | ArrayBufferView;

/** Blobs are made of bytes in memory of their own; shared memory is not told apart from it by any browser or by Node. */
const blobOf = (parts: BytePart[]): Blob => new Blob(parts as ConstructorParameters<typeof Blob>[0]);

const bodyOf = ({ body, bodyUsed }: Response, field: string): ReadableStream<Uint8Array> => {
  if (body && !bodyUsed) return body;
  throw new DoorstepError('invalid_argument', `The Response in \`${field}\` has no body, or it has been read before.`);
};

const isReadableStream = (value: unknown): value is ReadableStream<unknown> =>
  typeof value === 'object' && value !== null && 'getReader' in value && typeof value.getReader === 'function';

const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

/** Not every browser can iterate over a stream. */
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

/** Bytes alone: text, such as a stream with an encoding gives, would not be the image any more. */
async function* piecesOf(source: AsyncIterable<unknown>, field: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of source) {
      const tag = Object.prototype.toString.call(piece);
      if (tag !== '[object Uint8Array]') {
        throw new DoorstepError('invalid_argument', `\`${field}\` gave ${tag} where a Uint8Array was expected.`);
      }
      yield piece as Uint8Array;
    }
  } catch (error) {
    // Axios hands on what its stream failed with; the cause is then known to be the source.
    throw toDoorstepError(error);
  }
}
