import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../config/secrets.ts';
import { type MediaFile, mediaPath } from './media-key.ts';

const windowSeconds = 15 * 60;

/** Signs and checks links to private files: over path and expiry, so that any size of the image may be asked for. */
export type LinkSigner = {
  /** The path of a file with a signed query, good for 15 to 30 minutes; the same for all of one window. */
  link(file: MediaFile): string;
  /** The number of the current window: links stay the same until it changes. */
  window(): number;
  /** Whether a signed query belongs to this path and has not run out. */
  accepts(path: string, expires: unknown, signature: unknown): boolean;
};

export const createLinkSigner = (secrets: Secrets, now: () => Date): LinkSigner => {
  const seconds = () => Math.floor(now().getTime() / 1000);
  const window = () => Math.floor(seconds() / windowSeconds);
  const signatureOf = (path: string, expires: string) => secrets.sign('media', `${path}\n${expires}`);
  return {
    window,
    link: (file) => {
      const path = mediaPath(file);
      const expires = String((window() + 2) * windowSeconds);
      return `${path}?expires=${expires}&signature=${signatureOf(path, expires)}`;
    },
    accepts: (path, expires, signature) => {
      if (typeof expires !== 'string' || !/^\d{1,12}$/.test(expires) || typeof signature !== 'string') return false;
      const right = Buffer.from(signatureOf(path, expires));
      const given = Buffer.from(signature);
      return given.length === right.length && timingSafeEqual(given, right) && Number(expires) > seconds();
    },
  };
};
