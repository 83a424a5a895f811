import type { AuditEntry } from '@doorstep/database/audit';
import { type AddressRow, isPostalChange } from './address-columns.ts';

type ProofState = Pick<AddressRow, 'proofImage' | 'proofStatus' | 'proofReason' | 'proofSubmittedAt'>;

/**
 * Returns the state of an address's proof after a change. A new proof is pending. A decided proof is pending again after a
 * change of the postal address, because the decision concerned the whole address.
 *
 * @param file The new proof; null removes it, undefined leaves it.
 */
export const proofState = (
  before: AddressRow,
  changed: AddressRow,
  file: string | null | undefined,
  now: Date,
): ProofState => {
  if (file === null) return { proofImage: null, proofStatus: 'none', proofReason: null, proofSubmittedAt: null };
  if (file !== undefined) return pendingProof(file, now);
  const { proofImage, proofStatus, proofReason, proofSubmittedAt } = before;
  const decided = proofStatus === 'approved' || proofStatus === 'rejected';
  if (decided && proofImage && isPostalChange(before, changed)) return pendingProof(proofImage, now);
  return { proofImage, proofStatus, proofReason, proofSubmittedAt };
};

/** Returns the event of a proof that a change has submitted for review. */
export const proofSubmission = (before: AddressRow | null, after: AddressRow): AuditEntry[] => {
  const isNew =
    after.proofStatus === 'pending' && after.proofSubmittedAt?.getTime() !== before?.proofSubmittedAt?.getTime();
  return isNew ? [{ action: 'address.proof_submitted', entityId: after.id, userId: after.userId }] : [];
};

const pendingProof = (proofImage: string, now: Date): ProofState => ({
  proofImage,
  proofStatus: 'pending',
  proofReason: null,
  proofSubmittedAt: now,
});
