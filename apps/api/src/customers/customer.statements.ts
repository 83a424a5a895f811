import type { CustomerStatus } from '@doorstep/contracts/customer';
import type { Metadata } from '@doorstep/contracts/metadata';
import { fieldsBut, type Row } from '@doorstep/database/row';
import {
  type Column,
  column,
  columnList,
  columnsOf,
  insertInto,
  type Statement,
  selectFrom,
  statement,
  updateOf,
} from '@doorstep/database/statement';
import { withSearchWords } from '../accounts/user.statements.ts';

/** A user row as staff and systems of the tenant see it. */
export type CustomerRow = Omit<Row<'user'>, 'passwordHash' | 'searchWords' | 'metadata'> & { metadata: Metadata };

/** A customer with the number of live addresses. */
export type CountedCustomer = CustomerRow & { addressesCount: number };

const fields = fieldsBut('user', ['passwordHash', 'searchWords', 'metadata']);
const columns = {
  ...columnsOf('user', fields),
  metadata: column.json as Column<Metadata>,
  addressesCount: column.number,
};
const selected = `${columnList('user', fields)}, users.metadata`;

// Only customers: whoever could change an account with a role could take over the role.
const customers = "users.tenant_id = $1 AND users.role = 'customer' AND users.deleted_at IS NULL";

/** Adds the number of live addresses to the rows of a query, which callers who may not read addresses see too. */
const counted = (rows: string, order: string): string => `
  WITH page AS (${rows})
  SELECT page.*, coalesce(c.held, 0) AS "addressesCount"
    FROM page LEFT JOIN addresses_counts(ARRAY(SELECT id FROM page)) c ON c.customer = page.id
   ORDER BY ${order}`;

/** The customer `$2`. */
export const customerById = statement<CountedCustomer>(
  'customer_by_id',
  columns,
  counted(`SELECT ${selected} FROM users WHERE ${customers} AND users.id = $2`, 'page.id'),
);

/** The customers `$2`. */
export const customersById = statement<CountedCustomer>(
  'customers_by_id',
  columns,
  counted(`SELECT ${selected} FROM users WHERE ${customers} AND users.id = ANY ($2)`, 'page.id'),
);

const locked = (name: string, condition: string) =>
  selectFrom(name, 'user', `WHERE ${customers} AND ${condition} FOR UPDATE`, [
    'passwordHash',
    'searchWords',
  ]) as Statement<CustomerRow>;

/** The customer `$2`, locked until the transaction ends. */
export const customerLocked = locked('customer_locked', 'users.id = $2');

/** The customer with the external id `$2`, locked until the transaction ends. */
export const customerByExternalIdLocked = locked('customer_by_external_id_locked', 'users.external_id = $2');

/** How many live addresses the customer `$1` has. */
export const addressesCount = statement(
  'addresses_count',
  { held: column.number },
  'SELECT coalesce(sum(held), 0)::int AS held FROM addresses_counts(ARRAY[$1::uuid])',
);

const isBlocked = '(users.blocked_at IS NOT NULL AND (users.blocked_until IS NULL OR users.blocked_until > $11))';

// Each has the condition of a partial index.
const statusConditions: Record<CustomerStatus, string> = {
  active: `users.status = 'active' AND users.erase_at IS NULL AND NOT ${isBlocked}`,
  invited: `users.status = 'invited' AND users.erase_at IS NULL AND NOT ${isBlocked}`,
  blocked: `(users.blocked_at IS NOT NULL OR users.status = 'inactive') AND users.erase_at IS NULL
    AND (users.status = 'inactive' OR ${isBlocked})`,
  erasure_pending: 'users.erase_at IS NOT NULL',
};

const statusIs = Object.entries(statusConditions).map(([status, condition]) => `($7 = '${status}' AND ${condition})`);

// Every list has the same parameters: $1 tenant, $2 limit, $3 and $4 the position, $5 to $10 the filters, $11 the time.
const filters = `${customers} AND users.created_at > $5
  AND ($7::text IS NULL OR ${statusIs.join(' OR ')}) AND ($8::text[] IS NULL OR users.email_key = ANY ($8))
  AND ($9::text IS NULL OR users.external_id = $9) AND ($10::text IS NULL OR users.phone = $10)
  AND $11::timestamptz IS NOT NULL`;

const newestFirst = 'users.updated_at > $6 AND (users.created_at, users.id) < ($3::timestamptz, $4::uuid)';

const listed = (name: string, condition: string, order = 'created_at DESC, id DESC', from = 'users') =>
  statement<CountedCustomer>(
    `customers_${name}`,
    columns,
    counted(
      `SELECT ${selected} FROM ${from} WHERE ${filters} AND ${condition}
        ORDER BY ${order.replaceAll(/\b(\w+_at|id)\b/g, 'users.$1')} LIMIT $2`,
      order
        .replace('created_at', 'page."createdAt"')
        .replace('updated_at', 'page."updatedAt"')
        .replace(/\bid\b/, 'page.id'),
    ),
  );

// The rarest long word of a search is looked up first. Both reads of words are limited, so that a frequent one costs no more.
const maxCandidates = 1000;
const ranges = 'search_ranges($12, $13) AS range';
const inRange = 'w.tenant_id = $1 AND w.word >= range.low AND w.word < range.high';
const candidates = `(
  SELECT DISTINCT x.user_id
    FROM (SELECT range.low, range.high FROM ${ranges} WHERE range.place <= $14::int
           ORDER BY CASE WHEN $14 > 1 THEN
             (SELECT count(*) FROM (SELECT FROM customer_words w WHERE ${inRange} LIMIT ${maxCandidates}) matches) END
           LIMIT 1) range
   CROSS JOIN LATERAL (SELECT w.user_id FROM customer_words w WHERE ${inRange} LIMIT ${maxCandidates}) x
   ORDER BY x.user_id DESC) found JOIN users ON users.tenant_id = $1 AND users.id = found.user_id`;
const hasEveryWord = `(cardinality($12) = 1 OR NOT EXISTS (SELECT FROM ${ranges} WHERE NOT EXISTS (
  SELECT FROM customer_words w WHERE ${inRange} AND w.user_id = users.id)))`;

/** Lists of customers. Each statement reads no more rows than the page needs, with an index of its own. */
export const customerLists = {
  all: listed('all', newestFirst),
  active: listed('active', `${newestFirst} AND ${statusConditions.active}`),
  invited: listed('invited', `${newestFirst} AND ${statusConditions.invited}`),
  blocked: listed('blocked', `${newestFirst} AND ${statusConditions.blocked}`),
  erasure_pending: listed('erasing', `${newestFirst} AND ${statusConditions.erasure_pending}`),
  /** The customers who changed after the position, in the order of their last change. */
  changed: listed(
    'changed',
    '$6::timestamptz IS NOT NULL AND (users.updated_at, users.id) > ($3::timestamptz, $4::uuid)',
    'updated_at, id',
  ),
  /** Beside the array of the filter, because PostgreSQL does not keep the plan of a lookup by an array. */
  email: listed('by_email', `${newestFirst} AND users.email_key = ($8::text[])[1]`),
  /** An e-mail whose account may have one of several keys. */
  emailVariants: listed('by_email_variants', `${newestFirst} AND users.email_key = ANY ($8)`),
  externalId: listed('by_external_id', `${newestFirst} AND users.external_id = $9`),
  phone: listed('by_phone', `${newestFirst} AND users.phone = $10`),
  /** The customers with a word in each of the ranges from `$12` to `$13`, of which the first `$14` are long enough to begin with. */
  search: listed(
    'search',
    `users.updated_at > $6 AND users.id < $4::uuid AND $3::timestamptz IS NOT NULL AND ${hasEveryWord}`,
    'id DESC',
    candidates,
  ),
} as const;

/** Inserts a customer without a password. */
export const insertCustomer = withSearchWords(
  insertInto('insert_customer', 'user', [
    ...(['tenantId', 'id', 'email', 'emailKey', 'fullName', 'phone', 'externalId', 'metadata'] as const),
    ...(['searchWords', 'status', 'createdAt', 'updatedAt'] as const),
  ]),
);

/** Updates the columns that staff and systems may change. The trigger `complete_user` resets the confirmation of an e-mail. */
export const updateCustomerRow = withSearchWords(
  updateOf('update_customer', 'user', [
    ...(['email', 'emailKey', 'fullName', 'phone', 'externalId', 'metadata'] as const),
    ...(['searchWords', 'updatedAt', 'version'] as const),
  ]),
);

export const updateBlock = updateOf('update_block', 'user', [
  ...(['blockedAt', 'blockedReason', 'blockedUntil', 'updatedAt', 'version'] as const),
]);
