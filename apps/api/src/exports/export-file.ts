import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import { type ZipEntry, zip } from '../archive/zip.ts';
import type { MediaStore } from '../media/media-store.ts';
import { openImage } from '../media/open-image.ts';
import { type Images, imagesOf, linesOf, pagesOf } from './exported-customers.ts';

type Deps = {
  media: Pick<MediaStore, 'open'>;
  /** An existing folder for the directory of a large archive. */
  folder: string;
  now: () => Date;
};

/**
 * Makes the file of an export as a stream. Fails when the export is no longer live.
 *
 * @param scope The scope of the export's link.
 * @param signal Closes the open image when the reader stops.
 */
export const exportFile = (
  scope: Scope,
  { format, includesProofs }: Pick<Row<'export'>, 'format' | 'includesProofs'>,
  { folder, ...deps }: Deps,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> => {
  if (format === 'ndjson') return linesOf(scope, { pictures: false, proofs: false }, deps.now);
  const images = { pictures: true, proofs: includesProofs };
  return zip(entriesOf(scope, images, deps, signal), { folder, modifiedAt: deps.now() });
};

/**
 * Makes the entries of an archive: first the lines, then the images. Reads the customers once more for the images, because a
 * list of them would not fit into memory. An image that was replaced in between is the new one, and a removed one is missing.
 */
async function* entriesOf(
  scope: Scope,
  images: Images,
  { media, now }: Omit<Deps, 'folder'>,
  signal: AbortSignal,
): AsyncGenerator<ZipEntry> {
  yield { name: 'customers.ndjson', content: linesOf(scope, images, now) };
  for await (const rows of pagesOf(scope)) {
    for (const { name, file } of rows.flatMap((row) => imagesOf(row, images))) {
      const content = await openImage(file, media, signal);
      if (content) yield { name, content };
    }
  }
}
