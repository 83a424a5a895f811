import type { AddressProofPage, ListAddressProofsInput } from '@doorstep/contracts/address-proof';
import type { Scope } from '@doorstep/database/scope';
import { columnList, statement } from '@doorstep/database/statement';
import { postalColumns } from '../addresses/address-columns.ts';
import { openCursor, sealCursor } from '../lists/page-cursor.ts';
import { requireCustomer, requireStaff } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { type ProofRow, toAddressProof } from './address-proof-view.ts';

const proofColumns = ['proofStatus', 'proofReason', 'proofSubmittedAt', 'version'] as const;

type Status = ListAddressProofsInput['status'];

// The status stands in the text, not among the parameters: there is an index for proofs that wait, and one for the others.
const proofsOf = (status: Status) =>
  statement<ProofRow & { proofSubmittedAt: Date }>(
    `proofs_${status}`,
    `SELECT ${columnList('address', ['id', 'userId', ...Object.values(postalColumns), ...proofColumns])},
            json_build_object('fullName', u.full_name, 'email', u.email) AS "user"
       FROM addresses JOIN users u ON u.tenant_id = addresses.tenant_id AND u.id = addresses.user_id
      WHERE addresses.tenant_id = $1 AND addresses.proof_status = '${status}' AND addresses.deleted_at IS NULL
        AND u.status = 'active' AND u.deleted_at IS NULL
        AND (addresses.proof_submitted_at, addresses.id) > ($2::timestamptz, $3::uuid)
      ORDER BY addresses.proof_submitted_at, addresses.id LIMIT $4`,
  );

const proofs = {
  pending: proofsOf('pending'),
  approved: proofsOf('approved'),
  rejected: proofsOf('rejected'),
};

const start = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** A page of the tenant's proofs of address, the longest waiting first. Throws `permission_denied`. */
export const listAddressProofs = async (
  scope: Scope,
  { secrets }: Pick<Dependencies, 'secrets'>,
  { status, limit, cursor }: ListAddressProofsInput,
): Promise<AddressProofPage> => {
  const { tenantId, userId } = requireCustomer(scope);
  const list = `proofs ${tenantId} ${userId} ${status}`;
  const after = cursor === undefined ? start : openCursor(secrets, list, cursor);
  // Row security shows a customer their own proofs: nobody sees this page before the role has been judged.
  const [rows] = await Promise.all([
    scope.select(proofs[status], [tenantId, after.at, after.id, limit + 1]),
    requireStaff(scope),
  ]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    results: page.map(toAddressProof),
    next_cursor: last ? sealCursor(secrets, list, { at: last.proofSubmittedAt, id: last.id }) : null,
  };
};
