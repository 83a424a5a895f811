import { multipartStream, nodeStreamOf } from './multipart-stream.ts';
import { contentOf, readWhole, type UploadSource } from './upload-source.ts';

/** The input of an operation whose field `Field` can be a file. `null` removes the stored file. */
export type WithUpload<Input, Field extends string> = Omit<Input, Field> & {
  [Name in Field]?: UploadSource | string | null | undefined;
};

/** A request body for Axios. */
export type Body = {
  data: unknown;
  headers: Record<string, string>;
  /** A `stream` can be sent only once. */
  kind: 'json' | 'form' | 'stream';
  /** Releases the source at the end of the request. */
  release?: () => void;
};

type Sending = {
  /** Whether the adapter supports Node streams. */
  nodeStreams: boolean;
  signal: AbortSignal;
};

// Each platform appends the boundary.
const formHeaders = { 'Content-Type': 'multipart/form-data' };

/** Encodes the input as a form if it contains a file, or else as JSON. Throws `invalid_argument` for an invalid file. */
export const bodyOf = async (input: unknown, fileField: string | undefined, sending: Sending): Promise<Body> => {
  const fields = input as Record<string, unknown> | undefined;
  const content = fields && fileField !== undefined ? contentOf(fields[fileField], fileField) : undefined;
  if (!fields || fileField === undefined || !content) return { data: input, headers: {}, kind: 'json' };
  const texts = textsOf(fields, fileField);
  const formOf = (file: Blob): Body => ({ data: form(texts, fileField, file), headers: formHeaders, kind: 'form' });
  if ('whole' in content) return formOf(content.whole);
  const { type, bytes } = multipartStream(texts, fileField, content.chunks);
  const data = sending.nodeStreams ? nodeStreamOf(bytes) : undefined;
  if (data) return { data, headers: { 'Content-Type': type }, kind: 'stream', release: () => data.destroy() };
  return formOf(await readWhole(content.chunks, sending.signal));
};

const form = (texts: [string, string][], fileField: string, file: Blob): FormData => {
  const data = new FormData();
  for (const [name, text] of texts) data.append(name, text);
  data.append(fileField, file, 'name' in file && typeof file.name === 'string' ? file.name : 'image');
  return data;
};

/** A form has no null and no nested values. It encodes null as an empty text, a location as two numbers, and metadata as JSON. */
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
    if (typeof value === 'object' && value !== null) return [[name, JSON.stringify(value)]];
    return [[name, String(value ?? '')]];
  });
