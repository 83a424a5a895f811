import type { Address, WrittenAddress } from '@doorstep/contracts/address';
import { v7 as uuidv7 } from 'uuid';
import type { LinkSigner } from '../media/link-signer.ts';
import { type AddressRow, emptyTexts, textFields } from './address-columns.ts';
import { addressLabel } from './address-label.ts';

/** What of a row there is to show. */
export type ShownAddressRow = Omit<AddressRow, 'searchText' | 'fingerprint'>;

/** An address as its customer sees it. */
export const toAddress = (row: ShownAddressRow, links: LinkSigner): Address => ({
  id: row.id,
  ...textFields(row),
  country: row.country,
  phone: row.phone,
  location:
    row.latitude === null || row.longitude === null ? null : { latitude: row.latitude, longitude: row.longitude },
  is_default_shipping: row.isDefaultShipping,
  is_default_billing: row.isDefaultBilling,
  formatted: addressLabel(row),
  // A deleted address keeps its proof, in case it is restored, but shows it to nobody.
  proof_image:
    row.proofImage && !row.deletedAt
      ? links.link({ tenantId: row.tenantId, userId: row.userId, kind: 'address', file: row.proofImage })
      : null,
  proof_status: row.proofStatus,
  proof_reason: row.proofReason,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
  deleted_at: row.deletedAt?.toISOString() ?? null,
  version: row.version,
});

/** A row that was written, and the id of another one that is the same, if there is one. */
export type Written = { row: AddressRow; duplicateId: string | undefined };

/** An address as a write answers it, but for what it warns of. */
export const toWrittenAddress = (
  { row, duplicateId }: Written,
  links: LinkSigner,
): Omit<WrittenAddress, 'warnings'> => ({
  ...toAddress(row, links),
  ...(duplicateId && { duplicate_of: duplicateId }),
});

/** A row with nothing in it yet. */
export const newAddress = (owner: { tenantId: string; userId: string }, now: Date): AddressRow => ({
  ...owner,
  id: uuidv7(),
  ...emptyTexts,
  country: '',
  phone: null,
  latitude: null,
  longitude: null,
  isDefaultShipping: false,
  isDefaultBilling: false,
  proofImage: null,
  proofStatus: 'none',
  proofReason: null,
  proofSubmittedAt: null,
  searchText: '',
  fingerprint: '',
  createdAt: now,
  updatedAt: now,
  deletedAt: null,
  version: 1,
});
