import type { Writable } from 'node:stream';

/** The headers of one part as busboy parses them: lower-case names, Latin-1 values. */
export type PartHeaders = Record<string, string[] | undefined>;

type HeaderParser = { cb: (headers: PartHeaders) => void };

/**
 * Calls `change` with the headers of each part before busboy interprets them. busboy 1.6 (inside multer) drops a part with an
 * empty file name without an event, and decodes text by the charset of its part.
 *
 * Only this file touches private parts of busboy. The form parser stores its current header parser in `_hparser`, which
 * calls `cb` for each part.
 *
 * @param change May change the headers in place.
 */
export const onPartHeaders = (busboy: Writable, change: (headers: PartHeaders) => void): void => {
  let current: HeaderParser | null = null;
  const patched = new WeakSet<HeaderParser>();
  Object.defineProperty(busboy, '_hparser', {
    get: () => current,
    set: (parser: HeaderParser | null) => {
      current = parser;
      if (!parser || patched.has(parser)) return;
      patched.add(parser);
      const { cb } = parser;
      parser.cb = (headers) => {
        change(headers);
        cb(headers);
      };
    },
  });
};
