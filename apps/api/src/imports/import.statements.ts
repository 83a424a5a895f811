import type { Metadata } from '@doorstep/contracts/metadata';
import { fieldsBut, type Row } from '@doorstep/database/row';
import {
  type Column,
  column,
  columnList,
  columnsOf,
  command,
  insertAllInto,
  insertInto,
  type Statement,
  selectFrom,
  statement,
  updateOf,
} from '@doorstep/database/statement';
import type { AddressRow } from '../addresses/address-columns.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { wordsOfAddress, wordsOfUser } from '../search/search-words.ts';

export type ImportRow = Row<'import'>;

const received = 'tenant_id = $1 AND received';

export const importById = selectFrom('import_by_id', 'import', `WHERE ${received} AND id = $2`);

/** The import `$2`, locked until the transaction ends. */
export const importLocked = selectFrom('import_locked', 'import', `WHERE ${received} AND id = $2 FOR UPDATE`);

const listed = (name: string, behind: string) =>
  selectFrom(
    name,
    'import',
    `WHERE ${received} AND ($3::text IS NULL OR state = $3) ${behind} ORDER BY created_at DESC, id DESC LIMIT $2`,
  );

/** The newest `$2` imports in the state `$3`, or in any if it is NULL. */
export const newestImports = listed('newest_imports', '');

/** The {@link newestImports} behind the position `$4`, `$5`. */
export const olderImports = listed('older_imports', 'AND (created_at, id) < ($4, $5)');

/** How many imports of the tenant wait or run, besides those of the operator. */
export const countOpenImports = statement(
  'count_open_imports',
  { open: column.number },
  `SELECT count(*)::int AS open FROM imports
    WHERE tenant_id = $1 AND state IN ('queued', 'running') AND actor <> 'operator'`,
);

export const insertImport = insertInto('insert_import', 'import', fieldsBut('import', ['failure']));

export const insertPart = insertInto('insert_import_part', 'importPart');

/** The part `$3` of a file. */
export const importPart = selectFrom(
  'import_part',
  'importPart',
  'WHERE tenant_id = $1 AND import_id = $2 AND part = $3',
);

export const deleteParts = command(
  'delete_import_parts',
  'DELETE FROM import_parts WHERE tenant_id = $1 AND import_id = $2',
);

export const markReceived = updateOf('mark_import_received', 'import', ['received', 'updatedAt', 'version']);

export const updateProgress = updateOf('update_import_progress', 'import', [
  ...(['line', 'created', 'updated', 'unchanged', 'failed', 'leasedUntil', 'updatedAt', 'version'] as const),
]);

export const endImport = updateOf('end_import', 'import', ['state', 'finishedAt', 'updatedAt', 'version']);

export const failImport = command(
  'fail_import',
  `UPDATE imports SET state = 'failed', failure = $3::jsonb, finished_at = $4, updated_at = $4, version = version + 1
    WHERE tenant_id = $1 AND id = $2`,
);

export const insertFault = command(
  'insert_import_fault',
  `INSERT INTO import_faults (tenant_id, import_id, line, place, field, code, message)
   VALUES ($1, $2, $3, $4, $5, $6, $7::jsonb)`,
);

/** The `$5` faults of an import behind the place `$3`, `$4`. */
export const faultsAfter = selectFrom(
  'import_faults_after',
  'importFault',
  'WHERE tenant_id = $1 AND import_id = $2 AND (line, place) > ($3, $4) ORDER BY line, place LIMIT $5',
);

const customerFields = fieldsBut('user', ['passwordHash', 'searchWords', 'metadata']);

const matches = (name: string, lock: string) =>
  statement<CustomerRow>(
    name,
    { ...columnsOf('user', customerFields), metadata: column.json as Column<Metadata> },
    `SELECT ${columnList('user', customerFields)}, users.metadata FROM users
      WHERE tenant_id = $1 AND (external_id = ANY ($2) OR email_key = ANY ($3) OR id = ANY ($4::uuid[])) ${lock}`,
  );

/** The customers with one of the external ids `$2`, the e-mail keys `$3` or the ids `$4`. */
export const matchingCustomers = matches('matching_customers', '');

/** The {@link matchingCustomers}, locked until the transaction ends. */
export const matchingCustomersLocked = matches('matching_customers_locked', 'FOR UPDATE');

/** All live addresses of the customers `$2`. */
export const liveAddressesOf = selectFrom(
  'live_addresses_of',
  'address',
  'WHERE tenant_id = $1 AND user_id = ANY ($2::uuid[]) AND deleted_at IS NULL ORDER BY created_at, id',
  ['searchWords'],
) as Statement<AddressRow>;

/** Takes all defaults from the addresses `$2`, so that others can get them in any order: there is one of each kind. */
export const releaseDefaultsOf = command(
  'release_defaults_of',
  `UPDATE addresses SET is_default_shipping = false, is_default_billing = false
    WHERE tenant_id = $1 AND id = ANY ($2::uuid[])`,
);

const insertedFields = [
  ...(['tenantId', 'id', 'email', 'emailKey', 'emailVerifiedAt', 'passwordHash', 'fullName', 'phone'] as const),
  ...(['profilePicture', 'externalId', 'metadata', 'blockedAt', 'blockedReason', 'blockedUntil'] as const),
  ...(['status', 'createdAt', 'updatedAt'] as const),
] as const;
const insertCustomers = insertAllInto('insert_imported_customers', 'user', [...insertedFields, 'searchWords']);

/** A new customer, with a password or without. */
export type NewCustomerRow = Pick<Row<'user'>, (typeof insertedFields)[number]>;

/** Inserts customers, and the words of the search with the columns that they come from. */
export const insertImportedCustomers = (rows: readonly NewCustomerRow[]): ReturnType<typeof insertCustomers> =>
  insertCustomers(rows.map((row) => ({ ...row, searchWords: wordsOfUser(row) })));

/** Sets what only a customer without a password gets from an import. The trigger `complete_user` makes the account active. */
export const updateImportedAccount = updateOf('update_imported_account', 'user', [
  ...(['passwordHash', 'emailVerifiedAt', 'updatedAt', 'version'] as const),
]);

export const updateImportedPicture = updateOf('update_imported_picture', 'user', [
  ...(['profilePicture', 'updatedAt', 'version'] as const),
]);

const insertAddresses = insertAllInto('insert_imported_addresses', 'address');

/** Inserts addresses, and the words of the search with the columns that they come from. */
export const insertImportedAddresses = (rows: readonly AddressRow[]): ReturnType<typeof insertAddresses> =>
  insertAddresses(rows.map((row) => ({ ...row, searchWords: wordsOfAddress(row) })));
