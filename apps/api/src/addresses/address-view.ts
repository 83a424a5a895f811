import type { Address, CustomerAddress, WrittenCustomerAddress } from '@doorstep/contracts/address';
import { v7 as uuidv7 } from 'uuid';
import type { LinkSigner } from '../media/link-signer.ts';
import { type AddressRow, emptyTexts, textFields } from './address-columns.ts';
import { addressLabel } from './address-label.ts';

/** The columns of a row that may be shown. */
export type VisibleAddressRow = Omit<AddressRow, 'searchText' | 'fingerprint'>;

/** Converts a row to the address that its customer sees. */
export const toAddress = (row: Omit<VisibleAddressRow, 'metadata'>, links: Pick<LinkSigner, 'link'>): Address => ({
  id: row.id,
  ...textFields(row),
  country: row.country,
  phone: row.phone,
  location:
    row.latitude === null || row.longitude === null ? null : { latitude: row.latitude, longitude: row.longitude },
  is_default_shipping: row.isDefaultShipping,
  is_default_billing: row.isDefaultBilling,
  formatted: addressLabel(row),
  // A deleted address retains its proof for a restore, but does not show it.
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

/** Converts a row to the address that staff and systems of the tenant see. The output schema drops the rest for its customer. */
export const toCustomerAddress = (row: VisibleAddressRow, links: Pick<LinkSigner, 'link'>): CustomerAddress => ({
  ...toAddress(row, links),
  metadata: row.metadata,
});

/** A written row, and the id of a duplicate if there is one. */
export type Written = { row: AddressRow; duplicateId: string | undefined };

/** Converts a written row to the answer of a write, without warnings. */
export const toWrittenAddress = (
  { row, duplicateId }: Written,
  links: LinkSigner,
): Omit<WrittenCustomerAddress, 'warnings'> => ({
  ...toCustomerAddress(row, links),
  ...(duplicateId && { duplicate_of: duplicateId }),
});

/** Makes an empty row. */
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
  metadata: {},
  createdAt: now,
  updatedAt: now,
  deletedAt: null,
  version: 1,
});
