import { randomBytes } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';

const mediaKinds = ['profile', 'address'] as const;
export type MediaKind = (typeof mediaKinds)[number];

export const mediaSizes = ['full', 'medium', 'thumb'] as const;
export type MediaSize = (typeof mediaSizes)[number];

/** Identifies an image by owner, purpose, and the file name that the server generated. */
export type MediaFile = { tenantId: string; userId: string; kind: MediaKind; file: string };

/** The owner of files. */
export type MediaCustomer = Pick<MediaFile, 'tenantId' | 'userId'>;

const uuid = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';
const fileName = '[A-Za-z0-9_-]{22}\\.webp';
const location = `(${uuid})/customers/(${uuid})/(${mediaKinds.join('|')})`;

const pathPattern = new RegExp(`^/media/${location}/(${fileName})$`);
const customerPattern = new RegExp(`^${uuid}/customers/${uuid}$`);
const keyPattern = new RegExp(`^${location}/(?:(?:medium|thumb)/)?(${fileName})$`);

/** Generates a file name of 128 random bits, so that it is unique and cannot be guessed. */
export const newMediaFile = (): string => `${randomBytes(16).toString('base64url')}.webp`;

/** Returns the URL path of an image from the API's root. Throws if a part is malformed. */
export const mediaPath = ({ tenantId, userId, kind, file }: MediaFile): string => {
  const path = `/media/${tenantId}/customers/${userId}/${kind}/${file}`;
  if (!pathPattern.test(path)) throw new Error('A part of a media path is malformed');
  return path;
};

const toFile = (match: RegExpExecArray | null): MediaFile | null => {
  const [, tenantId, userId, kind, file] = match ?? [];
  return tenantId && userId && kind && file ? { tenantId, userId, kind: kind as MediaKind, file } : null;
};

/** Parses the raw path of a request. Returns null unless it has exactly the form of {@link mediaPath}, without encoding. */
export const parseMediaPath = (path: string): MediaFile | null => toFile(pathPattern.exec(path));

/** Returns the object store key of one size of an image. Throws if a part is malformed. */
export const mediaKey = (media: MediaFile, size: MediaSize): string => {
  const { tenantId, userId, kind, file } = media;
  const key = `${tenantId}/customers/${userId}/${kind}/${size === 'full' ? '' : `${size}/`}${file}`;
  if (!keyPattern.test(key)) throw new Error('A part of a media key is malformed');
  return key;
};

/** Parses a key of the object store. Returns null if it is malformed. */
export const parseMediaKey = (key: string): MediaFile | null => toFile(keyPattern.exec(key));

/**
 * Returns the absolute file path of a key below a folder. Throws if the key is malformed or leaves the folder, or if the path
 * contains a symbolic link.
 */
export const resolveMediaKey = (root: string, key: string): Promise<string> => resolveMatching(root, key, keyPattern);

/** Returns the absolute path of the folder with all objects of a customer. Throws as {@link resolveMediaKey} does. */
export const resolveCustomerFolder = (root: string, { tenantId, userId }: MediaCustomer): Promise<string> =>
  resolveMatching(root, `${tenantId}/customers/${userId}`, customerPattern);

const resolveMatching = async (root: string, key: string, pattern: RegExp): Promise<string> => {
  if (!pattern.test(key)) throw new Error('A media key is malformed');
  return resolveBelow(root, key);
};

/** Returns the absolute path of a file below a folder. Throws if it leaves the folder, or passes through a symbolic link. */
export const resolveBelow = async (root: string, relativePath: string): Promise<string> => {
  const base = resolve(root);
  const path = resolve(base, relativePath);
  if (!path.startsWith(base + sep)) throw new Error('A path leaves its folder');
  await assertNoLink(base, path);
  return path;
};

/** Throws if the existing part of a path below `base` contains a symbolic link. The operator may make `base` itself a link. */
const assertNoLink = async (base: string, path: string): Promise<void> => {
  const [from, to] = await Promise.all([realPath(base), realPath(path)]);
  if (to === null) return path === base ? undefined : assertNoLink(base, dirname(path));
  // A concurrent first upload made the folder between the two calls.
  if (from === null) return assertNoLink(base, path);
  if (to !== join(from, relative(base, path))) {
    throw new Error('A media path passes through a symbolic link');
  }
};

/** Returns the real path, or null for a missing file. Throws for a link without a target. */
const realPath = async (path: string): Promise<string | null> => {
  try {
    return await realpath(path);
  } catch (error) {
    const stats = await lstat(path).catch(() => null);
    if (!stats) return null;
    // A concurrent upload made the file between the two calls.
    if (!stats.isSymbolicLink() && isMissing(error)) return realPath(path);
    throw error;
  }
};

const isMissing = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
