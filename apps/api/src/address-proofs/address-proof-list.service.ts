import type { AddressProofPage, ListAddressProofsInput } from '@doorstep/contracts/address-proof';
import type { Scope } from '@doorstep/database/scope';
import { readTimePage } from '../lists/time-page.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { proofsByStatus } from './address-proof.statements.ts';
import { toAddressProof } from './address-proof-view.ts';

const start = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** Lists a page of the tenant's proofs of address, oldest first. Throws `permission_denied`. */
export const listAddressProofs = async (
  scope: Scope,
  { secrets }: Pick<Dependencies, 'secrets'>,
  { status, ...input }: ListAddressProofsInput,
): Promise<AddressProofPage> => {
  const { tenantId } = scope.caller;
  const { rows, nextCursor } = await readTimePage(secrets, `proofs ${tenantId} ${status}`, input, {
    read: (count, after) => {
      const { at, id } = after ?? start;
      return scope.read(proofsByStatus[status], [tenantId, at, id, count]);
    },
    positionOf: ({ proofSubmittedAt: at, id }) => ({ at, id }),
  });
  return { results: rows.map(toAddressProof), next_cursor: nextCursor };
};
