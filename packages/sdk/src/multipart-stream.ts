/** Encodes a form (RFC 7578) with a file of unknown length at the end. */
export const multipartStream = (
  texts: readonly (readonly [name: string, text: string])[],
  fileField: string,
  file: AsyncIterable<Uint8Array>,
): { type: string; bytes: AsyncIterable<Uint8Array> } => {
  const boundary = `doorstep-${crypto.randomUUID()}`;
  const encode = (text: string) => new TextEncoder().encode(text);
  const part = (name: string, more = '') =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
  const bytes = async function* () {
    for (const [name, text] of texts) yield encode(`${part(name)}${text}\r\n`);
    yield encode(part(fileField, '; filename="image"'));
    yield* file;
    yield encode(`\r\n--${boundary}--\r\n`);
  };
  return { type: `multipart/form-data; boundary=${boundary}`, bytes: bytes() };
};

type NodeStream = { destroy(): void };

// `process.getBuiltinModule` loads a module of Node without an import that a bundler for browsers would follow.
type Host = {
  process?: {
    getBuiltinModule?(name: 'node:stream'): { Readable: { from(source: AsyncIterable<Uint8Array>): NodeStream } };
  };
};

/** Converts bytes to a Node stream for the Node adapter of Axios. Returns undefined before Node 20.16. */
export const nodeStreamOf = (bytes: AsyncIterable<Uint8Array>): NodeStream | undefined =>
  (globalThis as Host).process?.getBuiltinModule?.('node:stream')?.Readable.from(bytes);
