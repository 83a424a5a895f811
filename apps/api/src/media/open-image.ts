import { addAbortSignal, type Readable } from 'node:stream';
import type { MediaFile } from './media-key.ts';
import type { MediaStore } from './media-store.ts';

/**
 * Opens an image for an archive. Returns null if the file was replaced or removed after its row was read.
 *
 * @param signal Closes the image when the reader of the archive stops.
 */
export const openImage = async (
  file: MediaFile,
  media: Pick<MediaStore, 'open'>,
  signal: AbortSignal,
): Promise<Readable | null> => {
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
