import { column, insertInto, type Statement, selectFrom, statement, updateOf } from '@doorstep/database/statement';
import type { VisibleAddressRow } from '../addresses/address-view.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';

const live = 'WHERE tenant_id = $1 AND deleted_at IS NULL';

const page = (name: string, condition: string, limit: string) =>
  selectFrom(name, 'export', `${live} ${condition} ORDER BY created_at DESC, id DESC LIMIT ${limit}`);

/** The tenant's newest `$2` exports. */
export const newestExports = page('newest_exports', '', '$2');

/** The tenant's newest `$2` exports before the position `$3`, `$4`. */
export const olderExports = page('older_exports', 'AND (created_at, id) < ($3::timestamptz, $4::uuid)', '$2');

export const exportById = selectFrom('export_by_id', 'export', `${live} AND id = $2`);

/** The export `$2`, locked until the transaction ends. */
export const exportLocked = selectFrom('export_locked', 'export', `${live} AND id = $2 FOR UPDATE`);

export const insertExport = insertInto('insert_export', 'export');

export const endExportRow = updateOf('end_export', 'export', ['deletedAt', 'updatedAt', 'version']);

/** The most customers that an export reads in one round trip. Large enough to be fast, small enough for little memory. */
export const customersPerPage = 200;

// The limit stands in the text: with a parameter, PostgreSQL expects a tenth of all customers and reads all addresses.
const nextCustomers = `${live} AND role = 'customer' AND id > $2 ORDER BY id LIMIT ${customersPerPage}`;

/** The next customers after the id `$2`. */
export const exportedCustomers = selectFrom('exported_customers', 'user', nextCustomers, [
  'passwordHash',
  'searchWords',
]) as Statement<CustomerRow>;

/** The live addresses of the next customers after the id `$2`, by customer. */
export const exportedAddressesOf = selectFrom(
  'exported_addresses_of_customers',
  'address',
  `${live} AND user_id IN (SELECT id FROM users ${nextCustomers}) ORDER BY user_id, created_at, id`,
  ['searchText', 'fingerprint', 'searchWords'],
) as Statement<VisibleAddressRow>;

/** Those of the files `$3` of the customers `$2` that a live row names. */
export const namedImages = statement(
  'named_images',
  { file: column.text },
  `SELECT profile_picture AS file FROM users ${live} AND role = 'customer' AND id = ANY ($2) AND profile_picture = ANY ($3)
   UNION ALL
   SELECT proof_image FROM addresses ${live} AND user_id = ANY ($2) AND proof_image = ANY ($3)`,
);
