import type { MediaCustomer, MediaFile } from './media-key.ts';
import type { MediaStore } from './media-store.ts';

/** Returns the files that a customer's rows name: the picture and the proofs of addresses. */
export const ownedFiles = (
  { tenantId, userId }: MediaCustomer,
  picture: string | null,
  addresses: readonly { proofImage: string | null }[],
): MediaFile[] => [
  ...(picture ? [{ tenantId, userId, kind: 'profile', file: picture } as const] : []),
  ...addresses.flatMap(({ proofImage: file }) => (file ? [{ tenantId, userId, kind: 'address', file } as const] : [])),
];

/** Releases files after a commit. Ignores errors, because the sweep deletes these files later anyway. */
export const releaseFiles = async (media: MediaStore, files: readonly MediaFile[]): Promise<void> => {
  for (const file of files) await media.release(file).catch(() => {});
};
