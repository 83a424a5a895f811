import type { MediaFile } from './media-key.ts';
import type { MediaStore } from './media-store.ts';

type Owner = { tenantId: string; userId: string };

/** The files that a customer's rows name: their picture, and the proofs of their addresses. */
export const ownedFiles = (
  { tenantId, userId }: Owner,
  picture: string | null,
  addresses: readonly { proofImage: string | null }[],
): MediaFile[] => [
  ...(picture ? [{ tenantId, userId, kind: 'profile', file: picture } as const] : []),
  ...addresses.flatMap(({ proofImage: file }) => (file ? [{ tenantId, userId, kind: 'address', file } as const] : [])),
];

/** Removes files that no row names since a commit. That stands, whatever becomes of them: what stays now is swept later. */
export const discardFiles = async (media: MediaStore, files: readonly MediaFile[]): Promise<void> => {
  for (const file of files) await media.discard(file).catch(() => {});
};
