import type { ZipEntry } from '../archive/zip.ts';
import type { MediaStore } from '../media/media-store.ts';
import { openImage } from '../media/open-image.ts';
import type { DataExport } from './export.service.ts';

/**
 * Makes the entries of an export, with one open image at a time. The documents come last, because they name only the images that
 * were found.
 *
 * @param signal Closes the open image when the reader stops.
 */
export async function* exportEntries(
  { images, documents }: DataExport,
  media: MediaStore,
  signal: AbortSignal,
): AsyncGenerator<ZipEntry> {
  const found = new Set<string>();
  for (const { name, file } of images) {
    const content = await openImage(file, media, signal);
    if (!content) continue;
    found.add(name);
    yield { name, content };
  }
  yield* documents(found);
}
