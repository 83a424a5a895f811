import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import { createSpool } from '../archive/spool.ts';
import { type ZipEntry, zip } from '../archive/zip.ts';
import type { MediaStore } from '../media/media-store.ts';
import { pagesOf } from './exported-customers.ts';
import { type ImageKinds, imageEntries, rememberImages } from './exported-images.ts';

type Deps = {
  media: Pick<MediaStore, 'open'>;
  /** The folder for temporary files of a large archive. */
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
  deps: Deps,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> => {
  if (format === 'ndjson') return linesOf(scope, deps);
  const kinds: ImageKinds = includesProofs ? ['profile', 'address'] : ['profile'];
  return zip(entriesOf(scope, kinds, deps, signal), { folder: deps.folder, modifiedAt: deps.now() });
};

async function* linesOf(scope: Scope, { now }: Deps): AsyncGenerator<Uint8Array> {
  for await (const { lines } of pagesOf(scope, [], now)) yield lines;
}

/** Makes the entries of an archive: first the lines, then the images that they name. */
async function* entriesOf(
  scope: Scope,
  kinds: ImageKinds,
  { media, folder, now }: Deps,
  signal: AbortSignal,
): AsyncGenerator<ZipEntry> {
  const remembered = createSpool(folder);
  const lines = async function* () {
    for await (const page of pagesOf(scope, kinds, now)) {
      await rememberImages(remembered, page.images);
      yield page.lines;
    }
  };
  try {
    yield { name: 'customers.ndjson', content: lines() };
    yield* imageEntries(scope, remembered, media, signal);
  } finally {
    await remembered.remove();
  }
}
