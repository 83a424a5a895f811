import { randomBytes } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

/** The one place that makes, reads and joins paths of private files. */

export const mediaKinds = ['profile', 'address'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const mediaSizes = ['full', 'medium', 'thumb'] as const;
export type MediaSize = (typeof mediaSizes)[number];

/** Names one image: whose it is, what for, and the file name the server gave it. */
export type MediaFile = { tenantId: string; userId: string; kind: MediaKind; file: string };

/** The customer whose files they are. */
export type MediaCustomer = Pick<MediaFile, 'tenantId' | 'userId'>;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const fileName = '[A-Za-z0-9_-]{22}\\.webp';
const location = `(${uuid})/customers/(${uuid})/(${mediaKinds.join('|')})`;

const pathPattern = new RegExp(`^/media/${location}/(${fileName})$`);
const customerPattern = new RegExp(`^${uuid}/customers/${uuid}$`);
const keyPattern = new RegExp(`^${location}/(?:(?:medium|thumb)/)?(${fileName})$`);

/** A new name for an image: 128 random bits, so that it cannot be guessed, and is never used again. */
export const newMediaFile = (): string => `${randomBytes(16).toString('base64url')}.webp`;

/** The path under which an image is served, from the API's root. Throws where a part is not of our making. */
export const mediaPath = ({ tenantId, userId, kind, file }: MediaFile): string => {
  const path = `/media/${tenantId}/customers/${userId}/${kind}/${file}`;
  if (!pathPattern.test(path)) throw new Error('A part of a media path is malformed');
  return path;
};

const toFile = (match: RegExpExecArray | null): MediaFile | null => {
  const [, tenantId, userId, kind, file] = match ?? [];
  return tenantId && userId && kind && file ? { tenantId, userId, kind: kind as MediaKind, file } : null;
};

/** What a request's raw path names; null for anything but exactly the form of `mediaPath`, encoded tricks included. */
export const parseMediaPath = (path: string): MediaFile | null => toFile(pathPattern.exec(path));

/** The key of one size of an image in the object store. Throws where a part is not of our making. */
export const mediaKey = (media: MediaFile, size: MediaSize): string => {
  const { tenantId, userId, kind, file } = media;
  const key = `${tenantId}/customers/${userId}/${kind}/${size === 'full' ? '' : `${size}/`}${file}`;
  if (!keyPattern.test(key)) throw new Error('A part of a media key is malformed');
  return key;
};

/** Whose image a key of the store holds; null for a key that is not of our making. */
export const parseMediaKey = (key: string): MediaFile | null => toFile(keyPattern.exec(key));

/**
 * The absolute file path of a key below a folder. Throws for a key that is not of our making, would leave the folder, or
 * passes through a symbolic link.
 */
export const resolveMediaKey = (root: string, key: string): Promise<string> => resolveBelow(root, key, keyPattern);

/** The absolute path of the folder with all objects of a customer. Throws as {@link resolveMediaKey} does. */
export const resolveCustomerFolder = (root: string, { tenantId, userId }: MediaCustomer): Promise<string> =>
  resolveBelow(root, `${tenantId}/customers/${userId}`, customerPattern);

const resolveBelow = async (root: string, key: string, pattern: RegExp): Promise<string> => {
  const base = resolve(root);
  const path = resolve(base, key);
  if (!pattern.test(key) || !path.startsWith(base + sep)) throw new Error('A media key is malformed');
  await assertNoLink(base, path);
  return path;
};

/** What there is of a path below a folder leads where it says. The folder itself may be a link: that is the operator's. */
const assertNoLink = async (base: string, path: string): Promise<void> => {
  const [from, to] = await Promise.all([realPath(base), realPath(path)]);
  if (to === null) return path === base ? undefined : assertNoLink(base, dirname(path));
  // The folder cannot be missing where something in it is not: another upload, the first of all, has made both meanwhile.
  if (from === null) return assertNoLink(base, path);
  if (to !== join(from, relative(base, path))) {
    throw new Error('A media path passes through a symbolic link');
  }
};

/** Null where there is nothing; a link that leads nowhere is one all the same. */
const realPath = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch (error) {
    const found = await lstat(path).catch(() => null);
    if (!found) return null;
    // Not there a moment ago, and no link: another upload has made it since.
    if (!found.isSymbolicLink() && isMissing(error)) return realPath(path);
    throw error;
  }
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
