import type { Address, AddressChanges, AddressInput } from '@doorstep/contracts/address';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { lockCaller } from '../accounts/user-lock.ts';
import { addressFaults } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { unknownPhone } from '../profile/national-phone.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { findTenant, settingsOf } from '../tenants/tenant.service.ts';
import {
  addressById,
  addressQuota,
  currentDefaults,
  deletedCount,
  duplicateByFingerprint,
  duplicateOfStored,
  firstDeleted,
  insertAddress,
  nextDefault,
  updateAddressRow,
} from './address.statements.ts';
import {
  faultsOf,
  normalised,
  normalisedFields,
  phoneOfAddress,
  refuseUnlessWarned,
  toWarnedAddress,
  type WarnedAddress,
} from './address-checking.ts';
import { type AddressRow, isPostalChange, toColumns } from './address-columns.ts';
import { assertNotDuplicate } from './address-duplicates.ts';
import { withKeys } from './address-keys.ts';
import { proofState } from './address-proof-state.ts';
import { assertBelowQuota, assertEmailVerified } from './address-quota.ts';
import { neverRestorable } from './address-restore.service.ts';
import { newAddress, toAddress } from './address-view.ts';

type Deps = Pick<Dependencies, 'media' | 'links' | 'now'>;

/** Whether the caller has such an address. */
export const addressExists = async (scope: Scope, id: string): Promise<boolean> => {
  const { tenantId, userId } = requireCustomer(scope);
  return (await scope.read(addressById, [tenantId, userId, id])).length > 0;
};

/** One of the caller's addresses. Throws `not_found`. */
export const getAddress = async (scope: Scope, links: LinkSigner, id: string): Promise<Address> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [row] = await scope.read(addressById, [tenantId, userId, id]);
  return toAddress(orNotFound(row), links);
};

/**
 * Adds an address. Throws `email_not_verified`, `address_limit_reached`, `duplicate_address`, what does not fit its
 * country, and the errors of an image.
 */
export const createAddress = async (scope: Scope, deps: Deps, given: AddressInput): Promise<WarnedAddress> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { media, links, now } = deps;
  const owner = { tenantId, userId };
  const input = normalisedFields(given);
  const faults = addressFaults(input);
  // An image is not decoded for nothing; an address without faults costs no question.
  if (faults.length > 0 && input.proof_image) refuseUnlessWarned(faults, await findTenant(scope.read, tenantId));
  const written = await media.replaceImage({ ...owner, kind: 'address' }, 'proof_image', input.proof_image, (file) =>
    scope.write(async (tx) => {
      const blank = newAddress(owner, now());
      const filled = { ...blank, ...toColumns(input) };
      const wanted = withKeys({ ...filled, ...proofState(blank, filled, file, now()) });
      const [, [quota], current, [duplicate]] = await Promise.all([
        lockCaller(tx, scope),
        tx.query(addressQuota, [tenantId, userId]),
        findCurrentDefaults(tx, { ...owner, id: null }, input),
        tx.query(duplicateByFingerprint, [tenantId, userId, wanted.id, wanted.fingerprint]),
      ]);
      assertEmailVerified(orNotFound(quota));
      const phone = await phoneOfAddress(tx.query, owner, wanted);
      if (faults.length > 0 || phone === undefined) refuseUnlessWarned(faults, orNotFound(quota), unstorable(phone));
      assertBelowQuota(orNotFound(quota));
      assertNotDuplicate(duplicate);
      // Dated after the lock, so that the order of the list is the order in which they were added.
      const row = { ...wanted, phone: phone ?? null, createdAt: now(), updatedAt: now() };
      const moved = releaseDefaults(tx, current, row, now());
      tx.send(...insertAddress(row));
      const created: AuditEntry = { action: 'address.created', entityId: row.id, after: row };
      const result = { result: { row, duplicateId: duplicate?.id }, previousFile: null, currentFile: row.proofImage };
      return { result, audit: [created, ...moved] };
    }),
  );
  return toWarnedAddress(written, links);
};

/**
 * Sets the fields given of an address, and leaves the others. For a replacement, give all of them.
 * Throws `not_found`, `precondition_failed`, `duplicate_address`, what does not fit its country, and the errors of an
 * image. What an address had already that does not fit is no reason to refuse a change of something else.
 */
export const updateAddress = async (
  scope: Scope,
  { media, links, now }: Deps,
  { id, expected_version, proof_image: proof, ...fields }: AddressChanges & ExpectedVersion & { id: string },
): Promise<WarnedAddress> => {
  const { tenantId, userId } = requireCustomer(scope);
  const written = await media.replaceImage({ tenantId, userId, kind: 'address' }, 'proof_image', proof, (file) =>
    scope.write(async (tx) => {
      const [, [address], current, [known]] = await Promise.all([
        lockCaller(tx, scope),
        tx.query(addressById, [tenantId, userId, id]),
        findCurrentDefaults(tx, { tenantId, userId, id }, fields),
        tx.query(duplicateOfStored, [tenantId, userId, id]),
      ]);
      const before = orNotFound(address);
      assertVersion(before.version, expected_version);
      const merged = { ...before, ...toColumns(fields), ...nextVersion(before, now()) };
      const changed = isPostalChange(before, merged) ? normalised(merged) : merged;
      const phone = await phoneOfAddress(tx.query, { tenantId, userId }, merged);
      const row = withKeys({ ...changed, phone: phone ?? null, ...proofState(before, changed, file, now()) });
      const faults = isPostalChange(before, row) ? faultsOf(row) : [];
      if (faults.length > 0 || phone === undefined) {
        refuseUnlessWarned(faults, await findTenant(tx.query, tenantId), unstorable(phone));
      }
      const duplicate = row.fingerprint === before.fingerprint ? known : await findDuplicate(tx, row);
      const moved = releaseDefaults(tx, current, row, now());
      tx.send(...updateAddressRow(row));
      const previousFile = file === undefined ? null : before.proofImage;
      const updated: AuditEntry = { action: 'address.updated', entityId: id, before, after: row };
      const result = { result: { row, duplicateId: duplicate?.id }, previousFile, currentFile: row.proofImage };
      return { result, audit: [updated, ...moved] };
    }),
  );
  return toWarnedAddress(written, links);
};

/**
 * Deletes an address so that it can still be restored. It is no default any more: the newest one becomes it, where the
 * tenant wants that. Where a customer has more deleted addresses than the tenant keeps, those deleted first can no longer be
 * restored. Throws `not_found`, `precondition_failed`.
 */
export const deleteAddress = (
  scope: Scope,
  { now }: Deps,
  { id, expected_version }: ExpectedVersion & { id: string },
): Promise<void> =>
  scope.write(async (tx) => {
    const { tenantId, userId } = requireCustomer(scope);
    const [, [address], [successor], [counted]] = await Promise.all([
      lockCaller(tx, scope),
      tx.query(addressById, [tenantId, userId, id]),
      tx.query(nextDefault, [tenantId, userId, id]),
      tx.query(deletedCount, [tenantId, userId, neverRestorable]),
    ]);
    const before = orNotFound(address);
    assertVersion(before.version, expected_version);
    const gone = { deletedAt: now(), isDefaultShipping: false, isDefaultBilling: false };
    const after = { ...before, ...gone, ...nextVersion(before, now()) };
    tx.send(...updateAddressRow(after));
    const passedOn = successor ? passOnDefaults(tx, successor, before, now()) : [];
    const dropped = await dropFirstDeleted(tx, { tenantId, userId }, orNotFound(counted), now());
    const deleted: AuditEntry = { action: 'address.deleted', entityId: id, before, after };
    return { result: undefined, audit: [deleted, ...passedOn, ...dropped] };
  });

const unstorable = (phone: string | null | undefined) => (phone === undefined ? [unknownPhone] : []);

/** Gives up the addresses that were deleted first, where one more deleted address is more than the tenant keeps. */
const dropFirstDeleted = async (
  tx: Transaction,
  { tenantId, userId }: { tenantId: string; userId: string },
  { settings, deleted }: { settings: unknown; deleted: number },
  now: Date,
): Promise<AuditEntry[]> => {
  const { restorable_addresses: kept } = settingsOf({ settings }).limits;
  if (deleted < kept) return [];
  const surplus = await tx.query(firstDeleted, [tenantId, userId, neverRestorable, kept]);
  return surplus.map((before) => {
    const after = { ...before, deletedAt: neverRestorable, ...nextVersion(before, now) };
    tx.send(...updateAddressRow(after));
    return { action: 'address.dropped', entityId: before.id, before, after };
  });
};

/** The live address that a changed row has become the same as. Throws `duplicate_address` where the tenant wants none. */
const findDuplicate = async (tx: Transaction, { tenantId, userId, id, fingerprint }: AddressRow) => {
  const [duplicate] = await tx.query(duplicateByFingerprint, [tenantId, userId, id, fingerprint]);
  assertNotDuplicate(duplicate);
  return duplicate;
};

/** The addresses that hold a default which a write claims, other than the one it is about. */
const findCurrentDefaults = async (
  tx: Transaction,
  { tenantId, userId, id }: { tenantId: string; userId: string; id: string | null },
  { is_default_shipping: shipping = false, is_default_billing: billing = false }: AddressChanges,
): Promise<AddressRow[]> =>
  shipping || billing ? tx.query(currentDefaults, [tenantId, userId, id, shipping, billing]) : [];

/** Takes the defaults that a row claims from those who hold them; both versions rise, and the trail tells. */
const releaseDefaults = (
  tx: Transaction,
  current: readonly AddressRow[],
  claiming: AddressRow,
  now: Date,
): AuditEntry[] =>
  current.map((before) => {
    const after = {
      ...before,
      isDefaultShipping: before.isDefaultShipping && !claiming.isDefaultShipping,
      isDefaultBilling: before.isDefaultBilling && !claiming.isDefaultBilling,
      ...nextVersion(before, now),
    };
    tx.send(...updateAddressRow(after));
    return { action: 'address.default_moved', entityId: before.id, before, after };
  });

/** Gives the defaults of a deleted row, if it held any, to another one. */
const passOnDefaults = (tx: Transaction, successor: AddressRow, deleted: AddressRow, now: Date): AuditEntry[] => {
  if (!deleted.isDefaultShipping && !deleted.isDefaultBilling) return [];
  const after = {
    ...successor,
    isDefaultShipping: successor.isDefaultShipping || deleted.isDefaultShipping,
    isDefaultBilling: successor.isDefaultBilling || deleted.isDefaultBilling,
    ...nextVersion(successor, now),
  };
  tx.send(...updateAddressRow(after));
  return [{ action: 'address.default_moved', entityId: successor.id, before: successor, after }];
};
