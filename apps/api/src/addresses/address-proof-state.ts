import type { AddressRow } from './address-view.ts';

// What a proof of address proves. Staff have seen these, and nothing else of the row.
const proven = [
  'recipientName',
  'line1',
  'line2',
  'line3',
  'district',
  'city',
  'state',
  'postalCode',
  'sortingCode',
  'country',
] as const satisfies (keyof AddressRow)[];

type ProofState = Pick<AddressRow, 'proofImage' | 'proofStatus' | 'proofReason' | 'proofSubmittedAt'>;

/**
 * What a change makes of an address's proof: a new one waits for a decision, and so does one whose address is no longer
 * what was decided about.
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
  const moved = proven.some((field) => changed[field] !== before[field]);
  if (decided && moved && proofImage) return waiting(proofImage, now);
  return { proofImage, proofStatus, proofReason, proofSubmittedAt };
};

const waiting = (proofImage: string, now: Date): ProofState => ({
  proofImage,
  proofStatus: 'pending',
  proofReason: null,
  proofSubmittedAt: now,
});
