import type { Writable } from 'node:stream';

/** The headers of one part as busboy has read them: lower-case names, Latin-1 values. */
export type PartHeaders = Record<string, string[] | undefined>;

type HeaderParser = { cb: (headers: PartHeaders) => void };

/**
 * Shows the headers of each part of a form before busboy reads them. busboy (1.6, inside multer) tells nobody about a part
 * whose file name is empty, and decodes text by the charset of its part. This is the one place that touches busboy's private
 * parts: its form parser keeps the header parser of the moment in `_hparser`, and that one calls `cb` for each part.
 *
 * @param change May change the headers in place.
 */
export const onPartHeaders = (busboy: Writable, change: (headers: PartHeaders) => void): void => {
  let current: HeaderParser | null = null;
  const watched = new WeakSet<HeaderParser>();
  Object.defineProperty(busboy, '_hparser', {
    get: () => current,
    set: (parser: HeaderParser | null) => {
      current = parser;
      if (!parser || watched.has(parser)) return;
      watched.add(parser);
      const { cb } = parser;
      parser.cb = (headers) => {
        change(headers);
        cb(headers);
      };
    },
  });
};
