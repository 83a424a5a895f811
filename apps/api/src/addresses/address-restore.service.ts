import { AppError } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import type { Scope } from '@doorstep/database/scope';
import { lockCaller } from '../accounts/user-lock.ts';
import { dayMs } from '../config/durations.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { settingsOf } from '../tenants/tenant.service.ts';
import {
  addressQuota,
  anyAddress,
  anyAddressLocked,
  duplicateOfStored,
  updateAddressRow,
} from './address.statements.ts';
import { toWarnedAddress, type WarnedAddress } from './address-checking.ts';
import { assertNotDuplicate } from './address-duplicates.ts';
import { assertBelowQuota, assertEmailVerified } from './address-quota.ts';

/** The deletion time of an address that can never be restored. The purge deletes it next. */
export const unrestorable = new Date(0);

/** Returns the time since which deleted addresses can be restored. Those deleted at or before it are purged. */
export const restorableSince = ({ restore_days }: TenantSettings, now: Date): Date =>
  new Date(now.getTime() - restore_days * dayMs);

const isExpired = ({ deletedAt }: { deletedAt: Date | null }, settings: TenantSettings, now: Date): boolean =>
  deletedAt !== null && deletedAt <= restorableSince(settings, now);

/** Returns whether the caller has this address, deleted or not. */
export const anyAddressExists = async (scope: Scope, id: string): Promise<boolean> => {
  const { tenantId, userId } = requireCustomer(scope);
  return (await scope.read(anyAddress, [tenantId, userId, id])).length > 0;
};

/**
 * Restores a deleted address, but not as a default. Throws `not_found` (also after the tenant's `restore_days`), `conflict`
 * for a live address, `precondition_failed`, `email_not_verified`, `address_limit_reached` and `duplicate_address`.
 */
export const restoreAddress = async (
  scope: Scope,
  { links, now }: Pick<Dependencies, 'links' | 'now'>,
  { id, expected_version }: ExpectedVersion & { id: string },
): Promise<WarnedAddress> => {
  const { tenantId, userId } = requireCustomer(scope);
  const written = await scope.write(async (tx) => {
    const [, [address], [quota], [duplicate]] = await Promise.all([
      lockCaller(tx, scope),
      tx.query(anyAddressLocked, [tenantId, userId, id]),
      tx.query(addressQuota, [tenantId, userId]),
      tx.query(duplicateOfStored, [tenantId, userId, id]),
    ]);
    const before = orNotFound(address);
    if (isExpired(before, settingsOf(orNotFound(quota)), now())) throw new AppError('not_found');
    if (!before.deletedAt) throw new AppError('conflict', { detail: { key: 'address_not_deleted' } });
    assertVersion(before.version, expected_version);
    assertEmailVerified(orNotFound(quota));
    assertBelowQuota(orNotFound(quota));
    assertNotDuplicate(duplicate);
    const row = { ...before, deletedAt: null, ...nextVersion(before, now()) };
    tx.send(...updateAddressRow(row));
    const restored = { action: 'address.restored', entityId: id, before, after: row } as const;
    return { result: { row, duplicateId: duplicate?.id }, audit: restored };
  });
  return toWarnedAddress(written, links);
};
