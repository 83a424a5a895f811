import { addAbortSignal, Readable } from 'node:stream';
import { makeZip } from 'client-zip';
import type { MediaStore } from '../media/media-store.ts';
import type { DataExport, ExportedImage } from './export.service.ts';

/**
 * Streams an export as a ZIP archive, with one open image at a time. It is not compressed, because WebP is compressed already.
 * The documents come last, because they name only the images that were found.
 *
 * @param signal Closes the open image when the reader stops.
 */
export const exportArchive = (exported: DataExport, media: MediaStore, signal: AbortSignal): Readable =>
  Readable.from(makeZip(entriesOf(exported, media, signal)), { objectMode: false });

async function* entriesOf({ images, documents }: DataExport, media: MediaStore, signal: AbortSignal) {
  const found = new Set<string>();
  for (const image of images) {
    const input = await openImage(image, media, signal);
    if (!input) continue;
    found.add(image.name);
    yield { name: image.name, input };
  }
  for (const { name, content } of documents(found)) yield { name, input: Readable.from(content) };
}

/** Opens an image. Returns null if the file was replaced or removed after the rows were read. */
const openImage = async ({ file }: ExportedImage, media: MediaStore, signal: AbortSignal): Promise<Readable | null> => {
  const object = await media.open(file, 'full');
  if (!object) return null;
  // An open file can be read to its end even after it is deleted.
  const stream = await object.read().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  // The reader handles errors. Without this listener, an error before the first read would end the process.
  stream?.on('error', () => {});
  return stream && addAbortSignal(signal, stream);
};
