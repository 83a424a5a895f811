import { timingSafeEqual } from 'node:crypto';
import type { Secrets } from '../config/secrets.ts';
import { type MediaFile, mediaPath } from './media-key.ts';

const windowSeconds = 15 * 60;

/** The windows for which a link is valid, with the current one. */
const validWindows = { media: 2, export: 5 } as const;
type LinkPurpose = keyof typeof validWindows;

/** Signs and verifies links to private files. The signature covers path and expiry, so one link serves all image sizes. */
export type LinkSigner = {
  /** Returns the path of an image with a signed query. It is valid for 15 to 30 minutes and constant within a window. */
  link(file: MediaFile): string;
  /** Signs a path. Returns the query, and when it expires: after 15 to 30 minutes, or 60 to 75 minutes for an export. */
  sign(purpose: LinkPurpose, path: string): { query: string; expiresAt: Date };
  /** Returns the number of the current window. Links change with it. */
  window(): number;
  /** Returns whether a signature is valid for this path and has not expired. */
  accepts(purpose: LinkPurpose, path: string, expires: unknown, signature: unknown): boolean;
};

export const createLinkSigner = (secrets: Secrets, now: () => Date): LinkSigner => {
  const seconds = () => Math.floor(now().getTime() / 1000);
  const window = () => Math.floor(seconds() / windowSeconds);
  const signatureOf = (purpose: LinkPurpose, path: string, expires: string) =>
    secrets.sign(purpose, `${path}\n${expires}`);
  const sign: LinkSigner['sign'] = (purpose, path) => {
    const expires = (window() + validWindows[purpose]) * windowSeconds;
    const query = `expires=${expires}&signature=${signatureOf(purpose, path, String(expires))}`;
    return { query, expiresAt: new Date(expires * 1000) };
  };
  return {
    window,
    sign,
    link: (file) => {
      const path = mediaPath(file);
      return `${path}?${sign('media', path).query}`;
    },
    accepts: (purpose, path, expires, signature) => {
      if (typeof expires !== 'string' || !/^\d{1,12}$/.test(expires) || typeof signature !== 'string') return false;
      const expected = Buffer.from(signatureOf(purpose, path, expires));
      const given = Buffer.from(signature);
      return given.length === expected.length && timingSafeEqual(given, expected) && Number(expires) > seconds();
    },
  };
};
