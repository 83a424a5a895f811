import type { AddressProofPage, ListAddressProofsInput } from '@doorstep/contracts/address-proof';
import type { Scope } from '@doorstep/database/scope';
import { openTimeCursor, sealTimeCursor } from '../lists/cursor.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { proofsByStatus } from './address-proof.statements.ts';
import { toAddressProof } from './address-proof-view.ts';

const start = { at: new Date(0), id: '00000000-0000-0000-0000-000000000000' };

/** Lists a page of the tenant's proofs of address, oldest first. Throws `permission_denied`. */
export const listAddressProofs = async (
  scope: Scope,
  { secrets }: Pick<Dependencies, 'secrets'>,
  { status, limit, cursor }: ListAddressProofsInput,
): Promise<AddressProofPage> => {
  const { tenantId } = scope.caller;
  const list = `proofs ${tenantId} ${status}`;
  const after = cursor === undefined ? start : openTimeCursor(secrets, list, cursor);
  const rows = await scope.read(proofsByStatus[status], [tenantId, after.at, after.id, limit + 1]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    results: page.map(toAddressProof),
    next_cursor: last ? sealTimeCursor(secrets, list, { at: last.proofSubmittedAt, id: last.id }) : null,
  };
};
