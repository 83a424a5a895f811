import { addAbortSignal, Readable } from 'node:stream';
import { makeZip } from 'client-zip';
import type { MediaStore } from '../media/media-store.ts';
import type { DataExport, ExportedImage } from './export.service.ts';

/**
 * An export as a ZIP archive, made while it is read: one image is open at a time, and none is held in memory. Images are
 * WebP, which does not get smaller: nothing is compressed. The documents come last, when it is known which images were there.
 *
 * @param signal Closes what is open when nobody reads on.
 */
export const exportArchive = (exported: DataExport, media: MediaStore, signal: AbortSignal): Readable =>
  Readable.from(makeZip(entriesOf(exported, media, signal)), { objectMode: false });

async function* entriesOf({ images, documents }: DataExport, media: MediaStore, signal: AbortSignal) {
  const present = new Set<string>();
  for (const image of images) {
    const input = await openImage(image, media, signal);
    if (!input) continue;
    present.add(image.name);
    yield { name: image.name, input };
  }
  for (const { name, content } of documents(present)) yield { name, input: Readable.from(content) };
}

/** Null where the file has gone since the rows were read: it was replaced, or removed. */
const openImage = async ({ file }: ExportedImage, media: MediaStore, signal: AbortSignal): Promise<Readable | null> => {
  const object = await media.open(file, 'full');
  if (!object) return null;
  // Once it can be read, removing the file does not end it any more.
  const stream = await object.read().catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  // Whoever reads it is told of a fault; a stream that is closed before that tells nobody, and may not end the process.
  stream?.on('error', () => {});
  return stream && addAbortSignal(signal, stream);
};
