import type { CustomerAddressPage, ListAddressesInput } from '@doorstep/contracts/address';
import type { Scope } from '@doorstep/database/scope';
import { openTimeCursor, sealTimeCursor } from '../lists/cursor.ts';
import { requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { newestAddresses, olderAddresses } from './address.statements.ts';
import { searchPatterns } from './address-keys.ts';
import { restorableSince } from './address-restore.service.ts';
import { toCustomerAddress } from './address-view.ts';

/** Lists a page of the caller's addresses, newest first. The cursor is signed for this caller and filter. */
export const listAddresses = async (
  scope: Scope,
  { links, secrets, now }: Pick<Dependencies, 'links' | 'secrets' | 'now'>,
  { limit, cursor, search = '', country, deleted }: ListAddressesInput,
): Promise<CustomerAddressPage> => {
  const { tenantId, userId } = requireCustomer(scope);
  const patterns = searchPatterns(search);
  const owner = JSON.stringify([tenantId, userId, country ?? null, patterns, deleted]);
  const after = cursor === undefined ? null : openTimeCursor(secrets, owner, cursor);
  // One extra row shows whether there is a next page.
  const parameters = [
    tenantId,
    userId,
    deleted ? await deletedSince(scope, now()) : null,
    country ?? null,
    patterns,
    limit + 1,
  ];
  const rows = after
    ? await scope.read(olderAddresses, [...parameters, after.at, after.id])
    : await scope.read(newestAddresses, parameters);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    results: page.map((row) => toCustomerAddress(row, links)),
    next_cursor: last ? sealTimeCursor(secrets, owner, { at: last.createdAt, id: last.id }) : null,
  };
};

/** Returns the time since which deleted addresses can be restored. */
const deletedSince = async (scope: Scope, now: Date): Promise<Date> =>
  restorableSince(await tenantSettings(scope.read, scope.caller.tenantId), now);
