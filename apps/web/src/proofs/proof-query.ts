import type { AddressProofListStatus } from '@doorstep/sdk';

export const proofStates = ['pending', 'approved', 'rejected'] as const satisfies AddressProofListStatus[];

/** Which proofs are shown, and from where on. */
export type ProofQuery = { status: AddressProofListStatus; cursor?: string | undefined };

/** How many proofs a page of the queue has. */
export const proofsPerPage = 20;

export const isProofState = (text: string | undefined): text is AddressProofListStatus =>
  proofStates.some((state) => state === text);

/** The address of a page of the queue. */
export const proofsPath = ({ status, cursor }: ProofQuery): string => {
  const query = new URLSearchParams({ ...(status !== 'pending' && { status }), ...(cursor && { cursor }) }).toString();
  return query ? `/proofs?${query}` : '/proofs';
};
