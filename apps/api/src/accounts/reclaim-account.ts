import type { AuditEntry } from '@doorstep/database/audit';
import type { WriteClient } from '@doorstep/database/scope';
import type { MediaFile } from '../media/media-key.ts';
import { ownedFiles } from '../media/owned-files.ts';
import { endMailedTokens } from './mailed-token.ts';

/** A profile without anything that a stranger may have written or requested. */
export const emptyProfile = {
  fullName: '',
  phone: null,
  profilePicture: null,
  eraseAt: null,
  erasureRequestedAt: null,
} as const;

const withoutProof = { proofImage: null, proofStatus: 'none', proofReason: null } as const;
const withoutDefaults = { isDefaultShipping: false, isDefaultBilling: false } as const;

/**
 * Clears an account whose e-mail nobody had confirmed, beside the profile. Whoever filled it may be a stranger, or the
 * owner who never opened the first mail. Therefore addresses are deleted as their customer would delete them, and can be
 * restored; proofs, mailed links and the record of the sessions are removed. The sessions must have ended.
 *
 * @returns The files that no row names after the commit, and the audit entries. The owner reads the trail from the last
 *   entry on.
 */
export const clearUnconfirmedAccount = async (
  tx: WriteClient,
  user: { tenantId: string; id: string; profilePicture: string | null },
  now: Date,
): Promise<{ files: MediaFile[]; audit: AuditEntry[] }> => {
  const { tenantId, id: userId, profilePicture } = user;
  const owned = { tenantId, userId };
  await endMailedTokens(tx, owned, now, {});
  await tx.session.updateMany({ where: owned, data: { deletedAt: now, version: { increment: 1 } } });
  // Stored answers of earlier requests hold what the stranger wrote.
  await tx.idempotencyKey.deleteMany({ where: owned });
  const addresses = await tx.address.findMany({ where: owned });
  const data = { ...withoutProof, ...withoutDefaults, version: { increment: 1 } };
  await tx.address.updateMany({ where: { ...owned, deletedAt: { not: null } }, data });
  await tx.address.updateMany({ where: { ...owned, deletedAt: null }, data: { ...data, deletedAt: now } });
  return {
    files: ownedFiles(owned, profilePicture, addresses),
    audit: [
      ...addresses.map((before): AuditEntry => {
        const after = { ...before, ...withoutProof, ...withoutDefaults, deletedAt: before.deletedAt ?? now };
        return { action: 'address.dropped', entityId: before.id, userId, byOwner: true, before, after };
      }),
      { action: 'user.taken_over', entityId: userId, userId, byOwner: true },
    ],
  };
};
