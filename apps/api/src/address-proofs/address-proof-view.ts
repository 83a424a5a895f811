import type { AddressProof, AddressProofDetail } from '@doorstep/contracts/address-proof';
import { type AddressRow, type PostalColumn, postalFields } from '../addresses/address-columns.ts';
import { addressLabel } from '../addresses/address-label.ts';
import type { LinkSigner } from '../media/link-signer.ts';

/** The columns of an address that staff see, with its owner. */
export type ProofRow = Pick<AddressRow, PostalColumn | 'id' | 'userId' | 'proofStatus' | 'proofReason' | 'version'> & {
  /** Null only if there is no proof. */
  proofSubmittedAt: Date | null;
  ownerName: string;
  ownerEmail: string;
};

/** Converts a row to the proof that staff see. Throws if the address has no proof. */
export const toAddressProof = (row: ProofRow): AddressProof => {
  const { proofStatus, proofSubmittedAt } = row;
  if (proofStatus === 'none' || !proofSubmittedAt) throw new Error('This address has no proof');
  return {
    address_id: row.id,
    customer: { user_id: row.userId, full_name: row.ownerName, email: row.ownerEmail },
    ...postalFields(row),
    formatted: addressLabel(row),
    proof_status: proofStatus,
    proof_reason: row.proofReason,
    submitted_at: proofSubmittedAt.toISOString(),
    version: row.version,
  };
};

/** Converts a row to the proof that staff see, with a link to its image. */
export const toAddressProofDetail = (
  row: ProofRow & Pick<AddressRow, 'tenantId' | 'proofImage'>,
  links: LinkSigner,
): AddressProofDetail => ({
  ...toAddressProof(row),
  proof_image: row.proofImage
    ? links.link({ tenantId: row.tenantId, userId: row.userId, kind: 'address', file: row.proofImage })
    : null,
});
