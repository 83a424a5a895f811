import { fieldsBut } from '@doorstep/database/row';
import {
  column,
  columnsOf,
  command,
  insertInto,
  type RowStatement,
  type Statement,
  selectFrom,
  statement,
  updateOf,
} from '@doorstep/database/statement';
import { wordsOfAddress } from '../search/search-words.ts';
import type { AddressRow } from './address-columns.ts';
import type { VisibleAddressRow } from './address-view.ts';

const addresses = (name: string, rest: string) =>
  selectFrom(name, 'address', rest, ['searchWords']) as Statement<AddressRow>;

const own = 'WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL';

export const addressById = addresses('address_by_id', `${own} AND id = $3`);

/** The address `$3`, deleted or not. */
export const anyAddress = addresses('any_address', 'WHERE tenant_id = $1 AND user_id = $2 AND id = $3');

/** The address `$3`, deleted or not, locked so that the purge cannot delete it. */
export const anyAddressLocked = addresses(
  'any_address_locked',
  'WHERE tenant_id = $1 AND user_id = $2 AND id = $3 FOR UPDATE',
);

/** The live addresses `$2` of any customer. */
export const liveAddressesById = addresses(
  'live_addresses_by_id',
  'WHERE tenant_id = $1 AND id = ANY ($2) AND deleted_at IS NULL',
);

const listed = (name: string, behind: string) =>
  selectFrom(
    name,
    'address',
    `WHERE tenant_id = $1 AND user_id = $2 AND (deleted_at > $3 OR ($3::timestamptz IS NULL AND deleted_at IS NULL))
       AND ($4::text IS NULL OR country = $4) AND search_text LIKE ALL ($5::text[]) ${behind}
     ORDER BY created_at DESC, id DESC LIMIT $6`,
    ['searchWords', 'searchText', 'fingerprint'],
  ) as Statement<VisibleAddressRow>;

/**
 * The newest `$6` addresses that match every pattern of `$5`. `$3` selects those deleted after this time, or live ones if
 * NULL. `$4` selects a country, or all if NULL.
 */
export const newestAddresses = listed('newest_addresses', '');

/** The {@link newestAddresses} after the position `$7`, `$8`. */
export const olderAddresses = listed('older_addresses', 'AND (created_at, id) < ($7, $8)');

/** The number of a customer's addresses and the state of the e-mail, with the tenant's settings for both. */
export const addressQuota = statement(
  'address_quota',
  { settings: column.json, held: column.number, emailVerified: column.boolean },
  `SELECT settings, (SELECT count(*)::int FROM addresses ${own}) AS held,
          EXISTS (SELECT FROM users WHERE tenant_id = $1 AND id = $2 AND email_verified_at IS NOT NULL) AS "emailVerified"
     FROM tenants WHERE id = $1`,
);

/** The tenant's settings, and the number of the customer's addresses that were deleted after `$3`. */
export const deletedCount = statement(
  'deleted_count',
  { settings: column.json, deleted: column.number },
  `SELECT settings,
          (SELECT count(*)::int FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND deleted_at > $3) AS deleted
     FROM tenants WHERE id = $1`,
);

/** A customer's addresses that were deleted after `$3`, except the `$4` most recently deleted ones. */
export const oldestDeleted = addresses(
  'first_deleted',
  'WHERE tenant_id = $1 AND user_id = $2 AND deleted_at > $3 ORDER BY deleted_at DESC, id DESC OFFSET $4',
);

/** Addresses other than `$3` that are the default for shipping (if `$4`) or billing (if `$5`). */
export const currentDefaults = addresses(
  'current_defaults',
  `${own} AND id IS DISTINCT FROM $3 AND ((is_default_shipping AND $4) OR (is_default_billing AND $5))`,
);

/** The newest address other than `$3`, if the tenant passes defaults on. */
export const nextDefault = addresses(
  'next_default',
  `${own} AND id <> $3 AND EXISTS (SELECT FROM tenants WHERE id = $1 AND settings @> '{"default_passes_on": true}')
   ORDER BY created_at DESC, id DESC LIMIT 1`,
);

/** All of a customer's addresses, deleted or not. */
export const addressesOf = addresses('addresses_of', 'WHERE tenant_id = $1 AND user_id = $2');

/** Deletes a customer's live addresses at `$3`, and removes proofs and defaults of all addresses. */
export const dropAddresses = command(
  'drop_addresses',
  `UPDATE addresses
      SET proof_image = NULL, proof_status = 'none', proof_reason = NULL, is_default_shipping = false,
          is_default_billing = false, deleted_at = coalesce(deleted_at, $3), updated_at = $3, version = version + 1
    WHERE tenant_id = $1 AND user_id = $2`,
);

const duplicateQuery = (name: string, fingerprint: string) =>
  statement(
    name,
    { id: column.text, settings: column.json },
    `SELECT a.id, t.settings FROM addresses a JOIN tenants t ON t.id = a.tenant_id
      WHERE a.tenant_id = $1 AND a.user_id = $2 AND a.deleted_at IS NULL AND a.id <> $3 AND a.fingerprint = ${fingerprint}
      ORDER BY a.created_at, a.id LIMIT 1`,
  );

/** The oldest live address other than `$3` with the fingerprint `$4`. */
export const duplicateByFingerprint = duplicateQuery('duplicate_by_fingerprint', '$4');

/** The oldest live duplicate of the stored address `$3`. */
export const duplicateOfStored = duplicateQuery(
  'duplicate_of_stored',
  '(SELECT fingerprint FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND id = $3)',
);

/** The customer's own phone, whose country a national phone of an address may have. */
export const callersPhone = statement(
  'callers_phone',
  columnsOf('user', ['phone']),
  'SELECT phone FROM users WHERE tenant_id = $1 AND id = $2',
);

/** Writes the words of the search with the columns that they come from. */
const withSearchWords =
  (write: RowStatement<AddressRow & { searchWords: string[] }>) =>
  (row: AddressRow): ReturnType<typeof write> =>
    write({ ...row, searchWords: wordsOfAddress(row) });

export const insertAddress = withSearchWords(insertInto('insert_address', 'address'));

/** Updates all columns of an address that may change. */
export const updateAddressRow = withSearchWords(
  updateOf('update_address', 'address', fieldsBut('address', ['tenantId', 'id', 'userId', 'createdAt'])),
);
