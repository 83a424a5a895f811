import { type AddressRow, isPostalChange } from './address-columns.ts';

type ProofState = Pick<AddressRow, 'proofImage' | 'proofStatus' | 'proofReason' | 'proofSubmittedAt'>;

/**
 * What a change makes of an address's proof: a new proof waits for a decision. A decided proof waits again when the postal
 * address changes, because staff decided about all of it.
 *
 * @param file The new proof, null for its removal, undefined where it stays.
 */
export const proofState = (
  before: AddressRow,
  changed: AddressRow,
  file: string | null | undefined,
  now: Date,
): ProofState => {
  if (file === null) return { proofImage: null, proofStatus: 'none', proofReason: null, proofSubmittedAt: null };
  if (file !== undefined) return waiting(file, now);
  const { proofImage, proofStatus, proofReason, proofSubmittedAt } = before;
  const decided = proofStatus === 'approved' || proofStatus === 'rejected';
  if (decided && proofImage && isPostalChange(before, changed)) return waiting(proofImage, now);
  return { proofImage, proofStatus, proofReason, proofSubmittedAt };
};

const waiting = (proofImage: string, now: Date): ProofState => ({
  proofImage,
  proofStatus: 'pending',
  proofReason: null,
  proofSubmittedAt: now,
});
