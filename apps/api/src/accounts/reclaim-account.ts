import type { AuditEntry } from '@doorstep/database/audit';
import type { Transaction } from '@doorstep/database/transaction';
import { addressesOf, dropAddresses } from '../addresses/address.statements.ts';
import type { MediaFile } from '../media/media-key.ts';
import { ownedFiles } from '../media/owned-files.ts';
import { endMailedTokens } from './mailed-token.ts';
import { removeSessions } from './session.statements.ts';
import { removeResults } from './user.statements.ts';

/** A profile without data that a stranger may have written or requested. */
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
 * Clears an unconfirmed account, except its profile. Its content may be a stranger's, or that of an owner who never opened
 * the first mail. Therefore addresses are deleted but can be restored, while proofs, mailed links and sessions are removed.
 * The sessions must have ended.
 *
 * @returns The files that no row names after the commit, and the audit entries. The owner can read the trail from the last
 *   entry on.
 */
export const clearUnconfirmedAccount = async (
  tx: Transaction,
  user: { tenantId: string; id: string; profilePicture: string | null },
  now: Date,
): Promise<{ files: MediaFile[]; audit: AuditEntry[] }> => {
  const { tenantId, id: userId, profilePicture } = user;
  const owned = { tenantId, userId };
  endMailedTokens(tx, owned, now);
  tx.send(removeSessions, [tenantId, userId, now]);
  // Stored results of earlier requests contain the data of the stranger.
  tx.send(removeResults, [tenantId, userId]);
  const addresses = await tx.query(addressesOf, [tenantId, userId]);
  tx.send(dropAddresses, [tenantId, userId, now]);
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
