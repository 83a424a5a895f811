import type { Address, AddressChanges, AddressInput } from '@doorstep/contracts/address';
import { AppError } from '@doorstep/contracts/errors';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope, WriteClient } from '@doorstep/database/scope';
import { lockUser } from '../accounts/user-lock.ts';
import type { Dependencies } from '../dependencies.ts';
import { assertVersion, type ExpectedVersion } from '../expected-version.ts';
import { found, signedIn } from '../found.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { type AddressRow, proofColumns, toAddress, toColumns } from './address-view.ts';

type Needs = Pick<Dependencies, 'media' | 'links' | 'now'>;
type Defaults = { is_default_shipping?: boolean | undefined; is_default_billing?: boolean | undefined };

const live = (scope: Scope, id: string) => {
  const { tenantId, userId } = signedIn(scope);
  return { tenantId, userId, id, deletedAt: null };
};

/** Whether the caller has such an address. */
export const addressExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read((db) => db.address.count({ where: live(scope, id) }))) > 0;

/** One of the caller's addresses. Throws `not_found`. */
export const getAddress = async (scope: Scope, links: LinkSigner, id: string): Promise<Address> =>
  toAddress(found(await scope.read((db) => db.address.findFirst({ where: live(scope, id) }))), links);

/** Adds an address. Throws `address_limit_reached`, and the errors of an image. */
export const createAddress = async (scope: Scope, { media, links }: Needs, input: AddressInput): Promise<Address> => {
  const { tenantId, userId } = signedIn(scope);
  const row = await media.exchange({ tenantId, userId, kind: 'address' }, 'proof_image', input.proof_image, (file) =>
    scope.change(async (tx) => {
      await lockUser(tx, tenantId, userId);
      await assertRoom(tx, tenantId, userId);
      const moved = await takeDefaults(tx, { tenantId, userId }, input);
      const { recipient_name: recipientName, line1, country } = input;
      const row = await tx.address.create({
        data: {
          ...(toColumns(input) as object),
          recipientName,
          line1,
          country,
          tenantId,
          userId,
          ...proofColumns(file ?? undefined),
        },
      });
      const created: AuditEntry = { action: 'address.created', entityId: row.id, after: row };
      return { result: { row, replaced: null }, audit: [created, ...moved] };
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
  { media, links }: Needs,
  { id, expected_version, proof_image: proof, ...fields }: AddressChanges & ExpectedVersion & { id: string },
): Promise<Address> => {
  const { tenantId, userId } = signedIn(scope);
  const row = await media.exchange({ tenantId, userId, kind: 'address' }, 'proof_image', proof, (file) =>
    scope.change(async (tx) => {
      await lockUser(tx, tenantId, userId);
      const before = found(await tx.address.findFirst({ where: live(scope, id) }));
      assertVersion(before.version, expected_version);
      const moved = await takeDefaults(tx, { tenantId, userId, id }, fields);
      const row = await tx.address.update({
        where: { tenantId_id: { tenantId, id } },
        data: { ...toColumns(fields), ...proofColumns(file), version: { increment: 1 } },
      });
      const replaced = file === undefined ? null : before.proofImage;
      const updated: AuditEntry = { action: 'address.updated', entityId: id, before, after: row };
      return { result: { row, replaced }, audit: [updated, ...moved] };
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
  scope.change(async (tx) => {
    const { tenantId, userId } = signedIn(scope);
    await lockUser(tx, tenantId, userId);
    const before = found(await tx.address.findFirst({ where: live(scope, id) }));
    assertVersion(before.version, expected_version);
    const after = await tx.address.update({
      where: { tenantId_id: { tenantId, id } },
      data: { deletedAt: now(), isDefaultShipping: false, isDefaultBilling: false, version: { increment: 1 } },
    });
    return { result: undefined, audit: { action: 'address.deleted', entityId: id, before, after } };
  });

const assertRoom = async (tx: WriteClient, tenantId: string, userId: string): Promise<void> => {
  const { limits } = await tenantSettings(tx, tenantId);
  const held = await tx.address.count({ where: { tenantId, userId, deletedAt: null } });
  if (held < limits.live_addresses) return;
  throw new AppError('address_limit_reached', {
    detail: `You hold ${held} addresses, and ${limits.live_addresses} is the most. Delete one first.`,
  });
};

/** Takes the defaults that a write claims from whichever addresses have them; both versions rise, and the trail tells. */
const takeDefaults = async (
  tx: WriteClient,
  { tenantId, userId, id }: { tenantId: string; userId: string; id?: string },
  claimed: Defaults,
): Promise<AuditEntry[]> => {
  const kinds = [
    ...(claimed.is_default_shipping ? (['isDefaultShipping'] as const) : []),
    ...(claimed.is_default_billing ? (['isDefaultBilling'] as const) : []),
  ];
  if (kinds.length === 0) return [];
  const holders: AddressRow[] = await tx.address.findMany({
    where: {
      tenantId,
      userId,
      deletedAt: null,
      ...(id && { id: { not: id } }),
      OR: kinds.map((kind) => ({ [kind]: true })),
    },
  });
  const entries: AuditEntry[] = [];
  for (const before of holders) {
    const after = await tx.address.update({
      where: { tenantId_id: { tenantId, id: before.id } },
      data: { ...Object.fromEntries(kinds.map((kind) => [kind, false])), version: { increment: 1 } },
    });
    entries.push({ action: 'address.default_moved', entityId: before.id, before, after });
  }
  return entries;
};
