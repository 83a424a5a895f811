import { insertInto, selectFrom, statement, updateOf } from '@doorstep/database/statement';

/** What the address book asks of the database on every request; see ADR 0009. */

const own = 'WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL';

export const addressById = selectFrom('address_by_id', 'address', `${own} AND id = $3`);

/** Newest first; `$3` a country or NULL for all, `$4` how many. */
export const newestAddresses = selectFrom(
  'newest_addresses',
  'address',
  `${own} AND ($3::text IS NULL OR country = $3) ORDER BY created_at DESC, id DESC LIMIT $4`,
);

/** The same behind the row that `$5` and `$6` place. */
export const olderAddresses = selectFrom(
  'older_addresses',
  'address',
  `${own} AND ($3::text IS NULL OR country = $3) AND (created_at, id) < ($5, $6)
   ORDER BY created_at DESC, id DESC LIMIT $4`,
);

/** How many addresses a customer holds, beside the settings that say how many it may be. */
export const room = statement<{ settings: unknown; held: number }>(
  'address_room',
  `SELECT settings, (SELECT count(*)::int FROM addresses ${own}) AS held FROM tenants WHERE id = $1`,
);

/** Addresses other than `$3` that hold a default which is wanted: shipping if `$4`, billing if `$5`. */
export const defaultHolders = selectFrom(
  'default_holders',
  'address',
  `${own} AND id IS DISTINCT FROM $3 AND ((is_default_shipping AND $4) OR (is_default_billing AND $5))`,
);

export const insertAddress = insertInto('insert_address', 'address');

export const updateAddressRow = updateOf('update_address', 'address', [
  'label',
  'recipientName',
  'company',
  'phone',
  'line1',
  'line2',
  'line3',
  'district',
  'city',
  'state',
  'postalCode',
  'sortingCode',
  'country',
  'latitude',
  'longitude',
  'deliveryInstructions',
  'isDefaultShipping',
  'isDefaultBilling',
  'proofImage',
  'proofStatus',
  'proofReason',
  'proofSubmittedAt',
  'updatedAt',
  'deletedAt',
  'version',
]);
