import type { CustomerAddressPage, ListAddressesInput } from '@doorstep/contracts/address';
import type { Scope } from '@doorstep/database/scope';
import { byCreation, readTimePage } from '../lists/time-page.ts';
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
  { search = '', country, deleted, ...input }: ListAddressesInput,
): Promise<CustomerAddressPage> => {
  const { tenantId, userId } = requireCustomer(scope);
  const patterns = searchPatterns(search);
  const owner = JSON.stringify([tenantId, userId, country ?? null, patterns, deleted]);
  const { rows, nextCursor } = await readTimePage(secrets, owner, input, {
    positionOf: byCreation,
    read: async (count, after) => {
      const since = deleted ? await deletedSince(scope, now()) : null;
      const parameters = [tenantId, userId, since, country ?? null, patterns, count];
      return after
        ? scope.read(olderAddresses, [...parameters, after.at, after.id])
        : scope.read(newestAddresses, parameters);
    },
  });
  return { results: rows.map((row) => toCustomerAddress(row, links)), next_cursor: nextCursor };
};

/** Returns the time since which deleted addresses can be restored. */
const deletedSince = async (scope: Scope, now: Date): Promise<Date> =>
  restorableSince(await tenantSettings(scope.read, scope.caller.tenantId), now);
