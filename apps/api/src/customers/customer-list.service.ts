import type { CustomerPage, ListCustomersInput } from '@doorstep/contracts/customer';
import { fieldFault } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { Value } from '@doorstep/database/statement';
import { MAX } from 'uuid';
import { emailKeys } from '../accounts/email-key.ts';
import type { TimePosition } from '../lists/cursor.ts';
import { readTimePage } from '../lists/time-page.ts';
import { prefixesOf, rangeOf } from '../search/search-words.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { type CountedCustomer, customerLists } from './customer.statements.ts';
import { toCustomer } from './customer-view.ts';

type Filters = Omit<ListCustomersInput, 'limit' | 'cursor'>;

/** A list: its statement, the parameters that only this one has, where it begins, and the position of a row in it. */
type List = {
  name: keyof typeof customerLists;
  more: Value[];
  start: TimePosition;
  positionOf: (row: CountedCustomer) => TimePosition;
};

const newest: TimePosition = { at: new Date('9999-01-01'), id: MAX };
const byCreation = { more: [], start: newest, positionOf: ({ createdAt: at, id }: CountedCustomer) => ({ at, id }) };

/** Chooses the list that reads the fewest rows. The other filters hold there too. Throws `search_too_short`. */
const listFor = ({ email, external_id, phone, search, updated_after, status }: Filters): List => {
  if (external_id !== undefined) return { ...byCreation, name: 'externalId' };
  if (email !== undefined) return { ...byCreation, name: emailKeys(email).length === 1 ? 'email' : 'emailVariants' };
  if (phone) return { ...byCreation, name: 'phone' };
  if (search) {
    const { long, short } = prefixesOf(search);
    if (long.length === 0) throw fieldFault('search', 'search_too_short', { key: 'search_too_short' });
    const ranges = [...long, ...short].map(rangeOf);
    const more = [ranges.map(({ low }) => low), ranges.map(({ high }) => high), long.length];
    return { ...byCreation, name: 'search', more };
  }
  if (updated_after !== undefined) {
    const start = { at: new Date(updated_after), id: MAX };
    return { name: 'changed', more: [], start, positionOf: ({ updatedAt: at, id }) => ({ at, id }) };
  }
  return { ...byCreation, name: status ?? 'all' };
};

/**
 * Lists a page of the tenant's customers. The cursor is signed for this tenant and these filters.
 * Throws `permission_denied` and `search_too_short`.
 */
export const listCustomers = async (
  scope: Scope,
  { links, secrets, now }: Pick<Dependencies, 'links' | 'secrets' | 'now'>,
  { limit, cursor, ...filters }: ListCustomersInput,
): Promise<CustomerPage> => {
  const { tenantId } = scope.caller;
  const list = listFor(filters);
  const owner = `customers ${tenantId} ${JSON.stringify(Object.entries(filters).sort())}`;
  const { rows, nextCursor } = await readTimePage(
    secrets,
    owner,
    { limit, cursor },
    {
      positionOf: list.positionOf,
      read: (count, after) => {
        const { at, id } = after ?? list.start;
        return scope.read(customerLists[list.name], [
          ...[tenantId, count, at, id],
          ...[new Date(filters.created_after ?? 0), new Date(filters.updated_after ?? 0), filters.status ?? null],
          filters.email === undefined ? null : emailKeys(filters.email),
          ...[filters.external_id ?? null, filters.phone ?? null, now()],
          ...list.more,
        ]);
      },
    },
  );
  return { results: rows.map((row) => toCustomer(row, links, now())), next_cursor: nextCursor };
};
