import type { AddressChanges, AddressInput, CustomerAddress } from '@doorstep/contracts/address';
import type { Metadata, MetadataChanges } from '@doorstep/contracts/metadata';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { lockCaller } from '../accounts/user-lock.ts';
import { addressFaults } from '../address-rules/address-faults.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { unknownPhone } from '../profile/national-phone.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { mergeMetadata } from '../resources/metadata.ts';
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
  insertAddress,
  nextDefault,
  oldestDeleted,
  updateAddressRow,
} from './address.statements.ts';
import {
  assertAcceptable,
  faultsOf,
  normalizeFields,
  normalizeRow,
  phoneOfAddress,
  toWarnedAddress,
  type WarnedAddress,
} from './address-checking.ts';
import { type AddressRow, isPostalChange, toColumns } from './address-columns.ts';
import { assertNotDuplicate } from './address-duplicates.ts';
import { withKeys } from './address-keys.ts';
import { proofState, proofSubmission } from './address-proof-state.ts';
import { assertBelowQuota, assertEmailVerified } from './address-quota.ts';
import { unrestorable } from './address-restore.service.ts';
import { newAddress, toCustomerAddress } from './address-view.ts';

type Deps = Pick<Dependencies, 'media' | 'links' | 'now'>;

/** Returns whether the caller has this live address. */
export const addressExists = async (scope: Scope, id: string): Promise<boolean> => {
  const { tenantId, userId } = requireCustomer(scope);
  return (await scope.read(addressById, [tenantId, userId, id])).length > 0;
};

/** Returns one of the caller's addresses. Throws `not_found`. */
export const getAddress = async (scope: Scope, links: LinkSigner, id: string): Promise<CustomerAddress> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [row] = await scope.read(addressById, [tenantId, userId, id]);
  return toCustomerAddress(orNotFound(row), links);
};

/**
 * Adds an address. Throws `email_not_verified`, `address_limit_reached`, `duplicate_address`, faults by the rules of its
 * country, and the errors of an image.
 */
export const createAddress = async (
  scope: Scope,
  deps: Deps,
  { metadata = {}, ...given }: AddressInput & { metadata?: Metadata | undefined },
): Promise<WarnedAddress> => {
  const { tenantId, userId } = requireCustomer(scope);
  const { media, links, now } = deps;
  const owner = { tenantId, userId };
  const input = normalizeFields(given);
  const faults = addressFaults(input);
  // Checked before the image is decoded. An address without faults needs no query.
  if (faults.length > 0 && input.proof_image) assertAcceptable(faults, await findTenant(scope.read, tenantId));
  const written = await media.replaceImage({ ...owner, kind: 'address' }, 'proof_image', input.proof_image, (file) =>
    scope.write(async (tx) => {
      const blank = newAddress(owner, now());
      const filled = { ...blank, ...toColumns(input), metadata };
      const wanted = withKeys({ ...filled, ...proofState(blank, filled, file, now()) });
      const [, [quota], current, [duplicate]] = await Promise.all([
        lockCaller(tx, scope),
        tx.query(addressQuota, [tenantId, userId]),
        findCurrentDefaults(tx, { ...owner, id: null }, input),
        tx.query(duplicateByFingerprint, [tenantId, userId, wanted.id, wanted.fingerprint]),
      ]);
      assertEmailVerified(orNotFound(quota));
      const phone = await phoneOfAddress(tx.query, owner, wanted);
      if (faults.length > 0 || phone === undefined) assertAcceptable(faults, orNotFound(quota), unstorable(phone));
      assertBelowQuota(orNotFound(quota));
      assertNotDuplicate(duplicate);
      // Dated after the lock, so that the list has the order of the commits.
      const row = { ...wanted, phone: phone ?? null, createdAt: now(), updatedAt: now() };
      const moved = releaseDefaults(tx, current, row, now());
      tx.send(...insertAddress(row));
      const created: AuditEntry = { action: 'address.created', entityId: row.id, after: row };
      const result = { result: { row, duplicateId: duplicate?.id }, previousFile: null, currentFile: row.proofImage };
      return { result, audit: [created, ...proofSubmission(null, row), ...moved] };
    }),
  );
  return toWarnedAddress(written, links);
};

type Target = ExpectedVersion & { id: string };

/** Replaces an address. Its metadata stays unless the input has metadata. Throws the errors of {@link updateAddress}. */
export const replaceAddress = (
  scope: Scope,
  deps: Deps,
  { metadata, phone = null, ...input }: AddressInput & Target & { metadata?: Metadata | undefined },
): Promise<WarnedAddress> => changeAddress(scope, deps, { ...input, phone }, (before) => metadata ?? before);

/**
 * Sets the given fields of an address, merges metadata, and leaves the other fields.
 *
 * Faults that the address already had do not prevent a change of other fields. Throws `not_found`, `precondition_failed`,
 * `duplicate_address`, `too_many_keys`, faults by the rules of its country, and the errors of an image.
 */
export const updateAddress = (
  scope: Scope,
  deps: Deps,
  { metadata = {}, ...changes }: AddressChanges & Target & { metadata?: MetadataChanges | undefined },
): Promise<WarnedAddress> => changeAddress(scope, deps, changes, (before) => mergeMetadata(before, metadata));

const changeAddress = async (
  scope: Scope,
  { media, links, now }: Deps,
  { id, expected_version, proof_image: proof, ...fields }: AddressChanges & Target,
  metadataAfter: (before: Metadata) => Metadata,
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
      const metadata = metadataAfter(before.metadata);
      const merged = { ...before, ...toColumns(fields), metadata, ...nextVersion(before, now()) };
      const changed = isPostalChange(before, merged) ? normalizeRow(merged) : merged;
      const phone = await phoneOfAddress(tx.query, { tenantId, userId }, merged);
      const row = withKeys({ ...changed, phone: phone ?? null, ...proofState(before, changed, file, now()) });
      const faults = isPostalChange(before, row) ? faultsOf(row) : [];
      if (faults.length > 0 || phone === undefined) {
        assertAcceptable(faults, await findTenant(tx.query, tenantId), unstorable(phone));
      }
      const duplicate = row.fingerprint === before.fingerprint ? known : await findDuplicate(tx, row);
      const moved = releaseDefaults(tx, current, row, now());
      tx.send(...updateAddressRow(row));
      const previousFile = file === undefined ? null : before.proofImage;
      const updated: AuditEntry = { action: 'address.updated', entityId: id, before, after: row };
      const result = { result: { row, duplicateId: duplicate?.id }, previousFile, currentFile: row.proofImage };
      return { result, audit: [updated, ...proofSubmission(before, row), ...moved] };
    }),
  );
  return toWarnedAddress(written, links);
};

/**
 * Deletes an address so that it can be restored, but not as a default. The newest address becomes the default if the tenant
 * has chosen that. Beyond the tenant's limit of restorable addresses, the oldest deletions can no longer be restored.
 * Throws `not_found`, `precondition_failed`.
 */
export const deleteAddress = (scope: Scope, { now }: Deps, { id, expected_version }: Target): Promise<void> =>
  scope.write(async (tx) => {
    const { tenantId, userId } = requireCustomer(scope);
    const [, [address], [successor], [counted]] = await Promise.all([
      lockCaller(tx, scope),
      tx.query(addressById, [tenantId, userId, id]),
      tx.query(nextDefault, [tenantId, userId, id]),
      tx.query(deletedCount, [tenantId, userId, unrestorable]),
    ]);
    const before = orNotFound(address);
    assertVersion(before.version, expected_version);
    const deletion = { deletedAt: now(), isDefaultShipping: false, isDefaultBilling: false };
    const after = { ...before, ...deletion, ...nextVersion(before, now()) };
    tx.send(...updateAddressRow(after));
    const passedOn = successor ? passOnDefaults(tx, successor, before, now()) : [];
    const dropped = await dropOldestDeleted(tx, { tenantId, userId }, orNotFound(counted), now());
    const deleted: AuditEntry = { action: 'address.deleted', entityId: id, before, after };
    return { result: undefined, audit: [deleted, ...passedOn, ...dropped] };
  });

const unstorable = (phone: string | null | undefined) => (phone === undefined ? [unknownPhone] : []);

/** Makes the oldest deleted addresses unrestorable if another deletion exceeds the tenant's limit. */
const dropOldestDeleted = async (
  tx: Transaction,
  { tenantId, userId }: { tenantId: string; userId: string },
  { settings, deleted }: { settings: unknown; deleted: number },
  now: Date,
): Promise<AuditEntry[]> => {
  const { restorable_addresses: maxDeleted } = settingsOf({ settings }).limits;
  if (deleted < maxDeleted) return [];
  const surplus = await tx.query(oldestDeleted, [tenantId, userId, unrestorable, maxDeleted]);
  return surplus.map((before) => {
    const after = { ...before, deletedAt: unrestorable, ...nextVersion(before, now) };
    tx.send(...updateAddressRow(after));
    return { action: 'address.dropped', entityId: before.id, before, after };
  });
};

/** Finds the live duplicate of a changed row. Throws `duplicate_address` if the tenant refuses duplicates. */
const findDuplicate = async (tx: Transaction, { tenantId, userId, id, fingerprint }: AddressRow) => {
  const [duplicate] = await tx.query(duplicateByFingerprint, [tenantId, userId, id, fingerprint]);
  assertNotDuplicate(duplicate);
  return duplicate;
};

/** Finds the other addresses with a default that a write claims. */
const findCurrentDefaults = async (
  tx: Transaction,
  { tenantId, userId, id }: { tenantId: string; userId: string; id: string | null },
  { is_default_shipping: shipping = false, is_default_billing: billing = false }: AddressChanges,
): Promise<AddressRow[]> =>
  shipping || billing ? tx.query(currentDefaults, [tenantId, userId, id, shipping, billing]) : [];

/** Removes the defaults that a row claims from their current addresses. Increments their versions and returns the events. */
const releaseDefaults = (
  tx: Transaction,
  current: readonly AddressRow[],
  claimant: AddressRow,
  now: Date,
): AuditEntry[] =>
  current.map((before) => {
    const after = {
      ...before,
      isDefaultShipping: before.isDefaultShipping && !claimant.isDefaultShipping,
      isDefaultBilling: before.isDefaultBilling && !claimant.isDefaultBilling,
      ...nextVersion(before, now),
    };
    tx.send(...updateAddressRow(after));
    return { action: 'address.default_moved', entityId: before.id, before, after };
  });

/** Moves the defaults of a deleted row to its successor. */
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
