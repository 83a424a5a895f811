import type { ListAddressProofsInput } from '@doorstep/contracts/address-proof';
import { fieldsBut } from '@doorstep/database/row';
import { column, columnList, columnsOf, command, nullable, statement, updateOf } from '@doorstep/database/statement';
import { postalColumns } from '../addresses/address-columns.ts';

const owner = { ownerName: column.text, ownerEmail: column.text };
const ownerColumns = 'u.full_name AS "ownerName", u.email AS "ownerEmail"';
const proofsOfOwners = `FROM addresses JOIN users u ON u.tenant_id = addresses.tenant_id AND u.id = addresses.user_id
  WHERE addresses.tenant_id = $1 AND addresses.deleted_at IS NULL AND u.status <> 'inactive' AND u.deleted_at IS NULL`;

const fields = fieldsBut('address', ['searchText', 'fingerprint', 'searchWords', 'metadata']);

/** The address `$2` with its owner, if it has a proof. */
export const proofById = statement(
  'proof_by_id',
  { ...columnsOf('address', fields), ...owner, ownerVerifiedAt: nullable(column.timestamp) },
  `SELECT ${columnList('address', fields)}, ${ownerColumns}, u.email_verified_at AS "ownerVerifiedAt"
     ${proofsOfOwners} AND addresses.id = $2 AND addresses.proof_image IS NOT NULL`,
);

/** Locks the customer of the address `$2`, as every change of an address does. */
export const proofOwnerLocked = command(
  'proof_owner_locked',
  `SELECT FROM users u JOIN addresses a ON a.tenant_id = u.tenant_id AND a.user_id = u.id
    WHERE a.tenant_id = $1 AND a.id = $2 FOR UPDATE OF u`,
);

export const decideProof = updateOf('decide_proof', 'address', ['proofStatus', 'proofReason', 'updatedAt', 'version']);

type Status = ListAddressProofsInput['status'];

const listed = [
  'id',
  'userId',
  ...Object.values(postalColumns),
  ...(['proofStatus', 'proofReason', 'version'] as const),
] as const;

// The status is part of the SQL text, so that the partial indexes for pending and decided proofs apply.
const proofsOf = (status: Status) =>
  statement(
    `proofs_${status}`,
    { ...columnsOf('address', listed), ...owner, proofSubmittedAt: column.timestamp },
    `SELECT ${columnList('address', listed)}, addresses.proof_submitted_at AS "proofSubmittedAt", ${ownerColumns}
       ${proofsOfOwners} AND addresses.proof_status = '${status}'
        AND (addresses.proof_submitted_at, addresses.id) > ($2::timestamptz, $3::uuid)
      ORDER BY addresses.proof_submitted_at, addresses.id LIMIT $4`,
  );

/** The tenant's next `$4` proofs after the position `$2`, `$3`, oldest first. */
export const proofsByStatus = {
  pending: proofsOf('pending'),
  approved: proofsOf('approved'),
  rejected: proofsOf('rejected'),
};
