import { readFile } from 'node:fs/promises';
import { AppError } from '@doorstep/contracts/errors';

// What libvips and its decoders say where time, memory or files ran out. libheif calls a hostile file an allocation error, too.
const ours =
  /^timeout|killed for image|out of memory|insufficient memory|allocation error(?!: security limit)|is missing|unable to (?:open|create|allocate|write)|(?:system|unix) error/i;

/**
 * Throws `unavailable` where an image could not be decoded for a reason of our own: time, memory, or a file that cannot be read.
 * Returns where the decoder found fault with the bytes.
 *
 * @param error What sharp threw.
 * @param path The file that it read. It is read again, for sharp reports a failed read as an unknown format.
 */
export const throwOwnFailure = async (error: unknown, path: string): Promise<void> => {
  if (!(error instanceof Error) || ours.test(error.message)) throw notDecoded(error);
  await readFile(path).catch((cause) => {
    throw notDecoded(cause);
  });
};

/** A failure that has nothing to do with the bytes of an image. */
export const notDecoded = (cause: unknown): AppError => new AppError('unavailable', { retryAfter: 5, cause });
