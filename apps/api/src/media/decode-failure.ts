import { readFile } from 'node:fs/promises';
import { AppError } from '@doorstep/contracts/errors';

// Messages of libvips and its decoders about time, memory or files. libheif also reports a hostile file as an allocation error.
const serverFailurePattern =
  /^timeout|killed for image|out of memory|insufficient memory|allocation error(?!: security limit)|is missing|unable to (?:open|create|allocate|write)|(?:system|unix) error/i;

/**
 * Throws `unavailable` if decoding failed because of time, memory or an unreadable file. Returns if the image is at fault.
 *
 * @param error The error of sharp.
 * @param path The file that sharp read. It is read again, because sharp reports a failed read as an unknown format.
 */
export const throwServerFailure = async (error: unknown, path: string): Promise<void> => {
  if (!(error instanceof Error) || serverFailurePattern.test(error.message)) throw decodingUnavailable(error);
  await readFile(path).catch((cause) => {
    throw decodingUnavailable(cause);
  });
};

/** Makes the error for a failure that the image did not cause. */
export const decodingUnavailable = (cause: unknown): AppError => new AppError('unavailable', { retryAfter: 5, cause });
