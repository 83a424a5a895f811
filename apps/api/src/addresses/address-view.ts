import type { Address, AddressChanges, WrittenAddress } from '@doorstep/contracts/address';
import type { PostalField } from '@doorstep/contracts/address-rule';
import type { Prisma } from '@doorstep/database/generated/client';
import { v7 as uuidv7 } from 'uuid';
import type { PostalFields } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { addressLabel } from './address-label.ts';

export type AddressRow = Prisma.AddressGetPayload<object>;

/** What of a row there is to show. */
export type ShownAddressRow = Omit<AddressRow, 'searchText' | 'fingerprint'>;

/** The column of each postal field. Labels, rules, proofs and the staff's view read this list. */
export const postalColumns = {
  recipient_name: 'recipientName',
  company: 'company',
  line1: 'line1',
  line2: 'line2',
  line3: 'line3',
  district: 'district',
  city: 'city',
  state: 'state',
  postal_code: 'postalCode',
  sorting_code: 'sortingCode',
  country: 'country',
} as const satisfies Record<PostalField, keyof AddressRow>;
export type PostalColumn = (typeof postalColumns)[PostalField];

/** What of a row is the address itself, by the names that clients and the rules of countries have for it. */
export const postalFields = (row: Pick<AddressRow, PostalColumn>): PostalFields => ({
  recipient_name: row.recipientName,
  company: row.company,
  line1: row.line1,
  line2: row.line2,
  line3: row.line3,
  district: row.district,
  city: row.city,
  state: row.state,
  postal_code: row.postalCode,
  sorting_code: row.sortingCode,
  country: row.country,
});

/** An address as its customer sees it. */
export const toAddress = (row: ShownAddressRow, links: LinkSigner): Address => ({
  id: row.id,
  label: row.label,
  ...postalFields(row),
  phone: row.phone,
  location:
    row.latitude === null || row.longitude === null ? null : { latitude: row.latitude, longitude: row.longitude },
  delivery_instructions: row.deliveryInstructions,
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

const columns = {
  ...postalColumns,
  label: 'label',
  phone: 'phone',
  delivery_instructions: 'deliveryInstructions',
  is_default_shipping: 'isDefaultShipping',
  is_default_billing: 'isDefaultBilling',
} as const;

const columnEntries = Object.entries(columns) as [keyof typeof columns, keyof AddressRow][];

/** The columns that a request's fields set; an absent field sets none. The proof is not among them. */
export const toColumns = (fields: AddressChanges): Partial<AddressRow> => {
  const set: Record<string, unknown> = {};
  for (const [field, column] of columnEntries) if (fields[field] !== undefined) set[column] = fields[field];
  const { location } = fields;
  if (location !== undefined)
    Object.assign(set, { latitude: location?.latitude ?? null, longitude: location?.longitude ?? null });
  return set;
};

/** Whether two rows differ in the postal address. */
export const isPostalChange = (before: AddressRow, after: AddressRow): boolean =>
  Object.values(postalColumns).some((column) => before[column] !== after[column]);

/** A row with nothing in it yet. */
export const newAddress = (owner: { tenantId: string; userId: string }, now: Date): AddressRow => ({
  ...owner,
  id: uuidv7(),
  label: '',
  recipientName: '',
  company: '',
  phone: null,
  line1: '',
  line2: '',
  line3: '',
  district: '',
  city: '',
  state: '',
  postalCode: '',
  sortingCode: '',
  country: '',
  latitude: null,
  longitude: null,
  deliveryInstructions: '',
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
