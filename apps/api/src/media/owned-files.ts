import type { MediaCustomer, MediaFile } from './media-key.ts';
import type { MediaStore } from './media-store.ts';

/** The files that a customer's rows name: their picture, and the proofs of their addresses. */
export const ownedFiles = (
  { tenantId, userId }: MediaCustomer,
  picture: string | null,
  addresses: readonly { proofImage: string | null }[],
): MediaFile[] => [
  ...(picture ? [{ tenantId, userId, kind: 'profile', file: picture } as const] : []),
  ...addresses.flatMap(({ proofImage: file }) => (file ? [{ tenantId, userId, kind: 'address', file } as const] : [])),
];

/** Releases files that no row names since a commit. The commit stands, whatever becomes of them. */
export const releaseFiles = async (media: MediaStore, files: readonly MediaFile[]): Promise<void> => {
  for (const file of files) await media.release(file).catch(() => {});
};
