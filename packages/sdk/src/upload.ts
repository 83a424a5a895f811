import { multipartStream, nodeStreamOf } from './multipart-stream.ts';
import { contentOf, readWhole, type UploadSource } from './upload-source.ts';

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
  /** Releases the source once the request is over, however it ended. */
  release?: () => void;
};

/** What the adapter of a request can send, and until when it is waited for. */
type Sending = {
  /** Whether it takes a Node stream: Axios's adapter for Node does. */
  nodeStreams: boolean;
  signal: AbortSignal;
};

// Each platform puts the boundary behind it.
const formHeaders = { 'Content-Type': 'multipart/form-data' };

/** JSON, or a form where the file field holds a file. Throws `invalid_argument` where it holds what cannot be sent. */
export const bodyOf = async (input: unknown, fileField: string | undefined, sending: Sending): Promise<Body> => {
  const fields = input as Record<string, unknown> | undefined;
  const content = fields && fileField !== undefined ? contentOf(fields[fileField], fileField) : undefined;
  if (!fields || fileField === undefined || !content) return { data: input, headers: {}, kind: 'json' };
  const texts = textsOf(fields, fileField);
  const formOf = (file: Blob): Body => ({ data: form(texts, fileField, file), headers: formHeaders, kind: 'form' });
  if ('whole' in content) return formOf(content.whole);
  const { type, bytes } = multipartStream(texts, fileField, content.pieces);
  const data = sending.nodeStreams ? nodeStreamOf(bytes) : undefined;
  if (data) return { data, headers: { 'Content-Type': type }, kind: 'stream', release: () => data.destroy() };
  return formOf(await readWhole(content.pieces, sending.signal));
};

const form = (texts: [string, string][], fileField: string, file: Blob): FormData => {
  const data = new FormData();
  for (const [name, text] of texts) data.append(name, text);
  data.append(fileField, file, 'name' in file && typeof file.name === 'string' ? file.name : 'image');
  return data;
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
