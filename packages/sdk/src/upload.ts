import { multipartStream, streamOf } from './multipart-stream.ts';

/**
 * An image to upload: a `File` or `Blob`, bytes (a Node `Buffer` is a `Uint8Array`), or an iterable of bytes, such as a
 * stream of unknown length. An iterable is sent as it arrives in Node, and read whole first elsewhere: browsers cannot
 * stream a request. What it is made of can be had once, so such a call is never repeated.
 */
export type UploadSource = Blob | Uint8Array | AsyncIterable<Uint8Array>;

/** The input of an operation whose field `Field` may be a file; `null` removes the one that is stored. */
export type WithUpload<Input, Field extends string> = Omit<Input, Field> & {
  [Name in Field]?: UploadSource | string | null | undefined;
};

/** A request body as Axios takes it. */
export type Body = {
  data: unknown;
  headers: Record<string, string>;
  /** `stream` can be sent once. */
  kind: 'json' | 'form' | 'stream';
  /** Lets go of what is read from, once the request is over, however it ended. */
  release?: () => void;
};

// Each platform puts the boundary behind it.
const formHeaders = { 'Content-Type': 'multipart/form-data' };

/** JSON, or a form where the file field holds a file. */
export const bodyOf = async (input: unknown, fileField: string | undefined): Promise<Body> => {
  const fields = input as Record<string, unknown> | undefined;
  const file = fileField === undefined ? undefined : fields?.[fileField];
  if (!fields || fileField === undefined || !isUploadSource(file)) return { data: input, headers: {}, kind: 'json' };
  const texts = textsOf(fields, fileField);
  if (!isIterable(file)) return { data: formOf(texts, fileField, blobOf([file])), headers: formHeaders, kind: 'form' };
  const { type, bytes } = multipartStream(texts, fileField, file);
  const data = streamOf(bytes);
  if (data) return { data, headers: { 'Content-Type': type }, kind: 'stream', release: () => data.destroy() };
  return { data: formOf(texts, fileField, blobOf(await all(file))), headers: formHeaders, kind: 'form' };
};

const all = async (file: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return chunks;
};

const isIterable = (value: unknown): value is AsyncIterable<Uint8Array> =>
  typeof value === 'object' && value !== null && Symbol.asyncIterator in value;

const isUploadSource = (value: unknown): value is UploadSource =>
  value instanceof Blob || value instanceof Uint8Array || isIterable(value);

/** Blobs are made of bytes in memory of their own; that of others is not told apart from it by any browser or by Node. */
const blobOf = (parts: (Blob | Uint8Array)[]): Blob =>
  parts[0] instanceof Blob ? parts[0] : new Blob(parts as ConstructorParameters<typeof Blob>[0]);

const formOf = (texts: [string, string][], fileField: string, file: Blob): FormData => {
  const form = new FormData();
  for (const [name, text] of texts) form.append(name, text);
  form.append(fileField, file, file instanceof File ? file.name : 'image');
  return form;
};

/** A form has no null and does not nest: null is an empty text, and a location its two numbers. */
const textsOf = (fields: Record<string, unknown>, fileField: string): [string, string][] =>
  Object.entries(fields).flatMap(([name, value]): [string, string][] => {
    if (name === fileField || value === undefined) return [];
    if (name === 'location') {
      const { latitude = '', longitude = '' } = (value ?? {}) as { latitude?: number; longitude?: number };
      return [
        ['latitude', String(latitude)],
        ['longitude', String(longitude)],
      ];
    }
    return [[name, String(value ?? '')]];
  });
