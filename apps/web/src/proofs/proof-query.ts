import type { AddressProofListStatus } from '@doorstep/sdk';

export const proofStates = ['pending', 'approved', 'rejected'] as const satisfies AddressProofListStatus[];

/** The status and the cursor of the review queue. */
export type ProofQuery = { status: AddressProofListStatus; cursor?: string | undefined };

export const proofsPerPage = 20;

export const isProofState = (text: string | undefined): text is AddressProofListStatus =>
  proofStates.some((state) => state === text);

export const proofsPath = ({ status, cursor }: ProofQuery): string => {
  const query = new URLSearchParams({ ...(status !== 'pending' && { status }), ...(cursor && { cursor }) }).toString();
  return query ? `/proofs?${query}` : '/proofs';
};
