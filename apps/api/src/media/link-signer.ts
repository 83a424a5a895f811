import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../config/secrets.ts';
import { type MediaFile, mediaPath } from './media-key.ts';

const windowSeconds = 15 * 60;

/** Signs and verifies links to private files. The signature covers path and expiry, so one link serves all image sizes. */
export type LinkSigner = {
  /** Returns the path of a file with a signed query. It is valid for 15 to 30 minutes and constant within a window. */
  link(file: MediaFile): string;
  /** Returns the number of the current window. Links change with it. */
  window(): number;
  /** Returns whether a signature is valid for this path and has not expired. */
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
      const expected = Buffer.from(signatureOf(path, expires));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) > seconds();
    },
  };
};
