import type { AuditEntry } from '@doorstep/database/audit';
import type { WriteClient } from '@doorstep/database/scope';
import type { MediaFile } from '../media/media-key.ts';
import { ownedFiles } from '../media/owned-files.ts';
import { endMailedTokens } from './mailed-token.ts';

/** What a stranger may have said of themselves, or asked for, in an account that is not theirs. */
export const strangersProfile = {
  fullName: '',
  phone: null,
  profilePicture: null,
  eraseAt: null,
  erasureRequestedAt: null,
} as const;

// However long a deleted address can be restored, this is past it: the owner is not to find a stranger's.
const longAgo = new Date(0);

/**
 * Drops what a stranger put into an account whose e-mail they never proved, beside the profile: addresses with their
 * proofs, mailed links, and the record of their sessions, which must have ended. Answers the files that nothing names once
 * this is committed, and what the trail is to tell, last: the owner reads the trail from its last entry on.
 */
export const dropStrangersRows = async (
  tx: WriteClient,
  user: { tenantId: string; id: string; profilePicture: string | null },
  now: Date,
): Promise<{ files: MediaFile[]; audit: AuditEntry[] }> => {
  const { tenantId, id: userId, profilePicture } = user;
  await endMailedTokens(tx, { tenantId, userId }, now, {});
  await tx.session.updateMany({ where: { tenantId, userId }, data: { deletedAt: now, version: { increment: 1 } } });
  // Answers that were kept for a repeat hold what the stranger wrote.
  await tx.idempotencyKey.deleteMany({ where: { tenantId, userId } });
  const addresses = await tx.address.findMany({ where: { tenantId, userId } });
  const dropped = {
    deletedAt: longAgo,
    isDefaultShipping: false,
    isDefaultBilling: false,
    proofImage: null,
    proofStatus: 'none',
    proofReason: null,
  } as const;
  await tx.address.updateMany({ where: { tenantId, userId }, data: { ...dropped, version: { increment: 1 } } });
  return {
    files: ownedFiles({ tenantId, userId }, profilePicture, addresses),
    audit: [
      ...addresses.map((before): AuditEntry => {
        const after = { ...before, ...dropped };
        return { action: 'address.dropped', entityId: before.id, userId, byOwner: true, before, after };
      }),
      { action: 'user.taken_over', entityId: userId, userId, byOwner: true },
    ],
  };
};
