import type { Address, AddressChanges, AddressInput } from '@doorstep/contracts/address';
import { AppError } from '@doorstep/contracts/errors';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { StatementClient } from '@doorstep/database/statement-runner';
import { customerLocked } from '../accounts/user-lock.ts';
import type { Dependencies } from '../dependencies.ts';
import { assertVersion, type ExpectedVersion } from '../expected-version.ts';
import { found, signedIn } from '../found.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { settingsOf } from '../tenants/tenant.service.ts';
import { addressById, defaultHolders, insertAddress, room, updateAddressRow } from './address.statements.ts';
import { proofState } from './address-proof-state.ts';
import { type AddressRow, newAddress, toAddress, toColumns } from './address-view.ts';

type Needs = Pick<Dependencies, 'media' | 'links' | 'now'>;

/** Whether the caller has such an address. */
export const addressExists = async (scope: Scope, id: string): Promise<boolean> => {
  const { tenantId, userId } = signedIn(scope);
  return (await scope.select(addressById, [tenantId, userId, id])).length > 0;
};

/** One of the caller's addresses. Throws `not_found`. */
export const getAddress = async (scope: Scope, links: LinkSigner, id: string): Promise<Address> => {
  const { tenantId, userId } = signedIn(scope);
  const [row] = await scope.select(addressById, [tenantId, userId, id]);
  return toAddress(found(row), links);
};

/** Adds an address. Throws `address_limit_reached`, and the errors of an image. */
export const createAddress = async (scope: Scope, needs: Needs, input: AddressInput): Promise<Address> => {
  const { tenantId, userId } = signedIn(scope);
  const { media, links, now } = needs;
  const row = await media.exchange({ tenantId, userId, kind: 'address' }, 'proof_image', input.proof_image, (file) =>
    scope.write(async (tx) => {
      const [, [left], holders] = await Promise.all([
        tx.query(customerLocked, [tenantId, userId]),
        tx.query(room, [tenantId, userId]),
        holdersOf(tx, { tenantId, userId, id: null }, input),
      ]);
      assertRoom(found(left));
      const blank = newAddress({ tenantId, userId }, now());
      const filled = { ...blank, ...toColumns(input) };
      const row = { ...filled, ...proofState(blank, filled, file, now()) };
      const moved = giveUpDefaults(tx, holders, row, now());
      tx.send(insertAddress.statement, insertAddress.values(row));
      const created: AuditEntry = { action: 'address.created', entityId: row.id, after: row };
      return { result: { row, replaced: null, named: row.proofImage }, audit: [created, ...moved] };
    }),
  );
  return toAddress(row, links);
};

/**
 * Sets the fields given of an address, and leaves the others. For a replacement, give all of them.
 * Throws `not_found`, `precondition_failed`, and the errors of an image.
 */
export const updateAddress = async (
  scope: Scope,
  { media, links, now }: Needs,
  { id, expected_version, proof_image: proof, ...fields }: AddressChanges & ExpectedVersion & { id: string },
): Promise<Address> => {
  const { tenantId, userId } = signedIn(scope);
  const row = await media.exchange({ tenantId, userId, kind: 'address' }, 'proof_image', proof, (file) =>
    scope.write(async (tx) => {
      const [, [address], holders] = await Promise.all([
        tx.query(customerLocked, [tenantId, userId]),
        tx.query(addressById, [tenantId, userId, id]),
        holdersOf(tx, { tenantId, userId, id }, fields),
      ]);
      const before = found(address);
      assertVersion(before.version, expected_version);
      const changed = { ...before, ...toColumns(fields), ...risen(before, now()) };
      const row = { ...changed, ...proofState(before, changed, file, now()) };
      const moved = giveUpDefaults(tx, holders, row, now());
      tx.send(updateAddressRow.statement, updateAddressRow.values(row));
      const replaced = file === undefined ? null : before.proofImage;
      const updated: AuditEntry = { action: 'address.updated', entityId: id, before, after: row };
      return { result: { row, replaced, named: row.proofImage }, audit: [updated, ...moved] };
    }),
  );
  return toAddress(row, links);
};

/** Deletes an address so that it can still be restored; it is no default any more. Throws `not_found`, `precondition_failed`. */
export const deleteAddress = (
  scope: Scope,
  { now }: Needs,
  { id, expected_version }: ExpectedVersion & { id: string },
): Promise<void> =>
  scope.write(async (tx) => {
    const { tenantId, userId } = signedIn(scope);
    const [, [address]] = await Promise.all([
      tx.query(customerLocked, [tenantId, userId]),
      tx.query(addressById, [tenantId, userId, id]),
    ]);
    const before = found(address);
    assertVersion(before.version, expected_version);
    const gone = { deletedAt: now(), isDefaultShipping: false, isDefaultBilling: false };
    const after = { ...before, ...gone, ...risen(before, now()) };
    tx.send(updateAddressRow.statement, updateAddressRow.values(after));
    return { result: undefined, audit: { action: 'address.deleted', entityId: id, before, after } };
  });

const risen = ({ version }: AddressRow, now: Date) => ({ version: version + 1, updatedAt: now });

const assertRoom = ({ settings, held }: { settings: unknown; held: number }): void => {
  const { limits } = settingsOf({ settings });
  if (held < limits.live_addresses) return;
  throw new AppError('address_limit_reached', {
    detail: `You hold ${held} addresses, and ${limits.live_addresses} is the most. Delete one first.`,
  });
};

/** The addresses that hold a default which a write claims, other than the one it is about. */
const holdersOf = async (
  tx: StatementClient,
  { tenantId, userId, id }: { tenantId: string; userId: string; id: string | null },
  { is_default_shipping: shipping = false, is_default_billing: billing = false }: AddressChanges,
): Promise<AddressRow[]> =>
  shipping || billing ? tx.query(defaultHolders, [tenantId, userId, id, shipping, billing]) : [];

/** Takes the defaults that a row claims from those who hold them; both versions rise, and the trail tells. */
const giveUpDefaults = (
  tx: StatementClient,
  holders: readonly AddressRow[],
  claiming: AddressRow,
  now: Date,
): AuditEntry[] =>
  holders.map((before) => {
    const after = {
      ...before,
      isDefaultShipping: before.isDefaultShipping && !claiming.isDefaultShipping,
      isDefaultBilling: before.isDefaultBilling && !claiming.isDefaultBilling,
      ...risen(before, now),
    };
    tx.send(updateAddressRow.statement, updateAddressRow.values(after));
    return { action: 'address.default_moved', entityId: before.id, before, after };
  });
