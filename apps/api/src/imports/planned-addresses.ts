import { isDeepStrictEqual } from 'node:util';
import type { AddressChanges } from '@doorstep/contracts/address';
import type { FieldFault } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import type { AuditEntry } from '@doorstep/database/audit';
import { type AddressRow, toColumns } from '../addresses/address-columns.ts';
import { withKeys } from '../addresses/address-keys.ts';
import { proofState, proofSubmission } from '../addresses/address-proof-state.ts';
import { newAddress } from '../addresses/address-view.ts';
import { nextVersion } from '../resources/version.ts';
import type { GivenAddress } from './judged-line.ts';

type Owner = { tenantId: string; userId: string };

/** An address before and after a line. One without a change has twice the same row. */
type Planned = { before: AddressRow | null; after: AddressRow };

/** A changed or new address, with the events that tell of it. */
export type AddressWrite = Planned & { events: AuditEntry[] };

const defaults = ['isDefaultShipping', 'isDefaultBilling'] as const;

/**
 * Plans what a line does to the addresses of its customer. A given address changes the one with its id, else the one that is the
 * same postal address, else it is new. Addresses that the line does not give stay. Returns a fault for too many addresses, or for
 * a new one that is a duplicate, where the tenant refuses those.
 *
 * @param live The live addresses of the customer, oldest first.
 * @param proofs The names of stored proofs, by the place of the address in the line.
 */
export const planAddresses = (
  owner: Owner,
  live: readonly AddressRow[],
  given: readonly GivenAddress[],
  { settings, proofs, now }: { settings: TenantSettings; proofs: ReadonlyMap<number, string>; now: Date },
): { writes: AddressWrite[] } | { fault: FieldFault } => {
  const planned: Planned[] = live.map((row) => ({ before: row, after: row }));
  const unmatched = new Set(planned);
  for (const [index, address] of given.entries()) {
    const wanted = newRow(owner, address, proofs.get(index), now);
    const matched = find(unmatched, address, wanted);
    let written: Planned;
    if (matched) {
      unmatched.delete(matched);
      written = matched;
      matched.after = changedRow(matched.after, address, proofs.get(index), now);
    } else {
      const isDuplicate = planned.some(({ after }) => after.fingerprint === wanted.fingerprint);
      if (isDuplicate && settings.duplicate_addresses === 'refuse') {
        return { fault: { field: `addresses.${index}`, code: 'duplicate_address', message: { key: 'address_twice' } } };
      }
      written = { before: null, after: wanted };
      planned.push(written);
    }
    releaseDefaults(planned, written, now);
  }
  const max = settings.limits.live_addresses;
  if (planned.length > Math.max(max, live.length)) {
    const message = { key: 'addresses_of_customer_at_most', max } as const;
    return { fault: { field: 'addresses', code: 'address_limit_reached', message } };
  }
  return { writes: planned.filter(({ before, after }) => before !== after).map(withEvents) };
};

/** Returns whether a write takes a default from an address. */
export const losesDefault = ({ before, after }: AddressWrite): boolean =>
  defaults.some((kind) => before?.[kind] && !after[kind]);

const find = (
  candidates: ReadonlySet<Planned>,
  { fields: { id } }: GivenAddress,
  { fingerprint }: AddressRow,
): Planned | undefined => {
  const all = [...candidates];
  return all.find(({ after }) => after.id === id) ?? all.find(({ after }) => after.fingerprint === fingerprint);
};

const newRow = (
  owner: Owner,
  { fields: { id, created_at, metadata = {}, proof_image: _, ...fields } }: GivenAddress,
  proof: string | undefined,
  now: Date,
): AddressRow => {
  const blank = newAddress(owner, now);
  const createdAt = earlier(created_at, now);
  const filled = { ...blank, ...(id && { id }), createdAt, ...toColumns(fields), metadata };
  return withKeys({ ...filled, ...proofState(blank, filled, proof, now) });
};

const changedRow = (
  before: AddressRow,
  { fields: { metadata = before.metadata, proof_image: _, ...fields }, named }: GivenAddress,
  proof: string | undefined,
  now: Date,
): AddressRow => {
  const given = Object.fromEntries(Object.entries(fields).filter(([field]) => named.has(field))) as AddressChanges;
  const changed = { ...before, ...toColumns(given), metadata };
  // A proof that is there stays, because the file of an import is not newer.
  const file = before.proofImage ? undefined : proof;
  const after = withKeys({ ...changed, ...proofState(before, changed, file, now) });
  return isDeepStrictEqual(after, before) ? before : { ...after, ...nextVersion(before, now) };
};

/** Moves the defaults that an address claims to it. */
const releaseDefaults = (planned: readonly Planned[], claimant: Planned, now: Date): void => {
  for (const other of planned) {
    const lost = other === claimant ? [] : defaults.filter((kind) => claimant.after[kind] && other.after[kind]);
    if (lost.length === 0) continue;
    const released = Object.fromEntries(lost.map((kind) => [kind, false]));
    const version = other.before ? nextVersion(other.before, now) : {};
    other.after = { ...other.after, ...released, ...version };
  }
};

const withEvents = (planned: Planned): AddressWrite => {
  const { before, after } = planned;
  const changed = before && onlyDefaults(before, after) ? 'address.default_moved' : 'address.updated';
  const action = before ? changed : 'address.created';
  const write: AuditEntry = { action, entityId: after.id, userId: after.userId, before, after };
  return { ...planned, events: [write, ...proofSubmission(before, after)] };
};

const onlyDefaults = (before: AddressRow, after: AddressRow): boolean => {
  const { isDefaultShipping, isDefaultBilling, version, updatedAt } = before;
  return isDeepStrictEqual(before, { ...after, isDefaultShipping, isDefaultBilling, version, updatedAt });
};

/** The time that a line gives, unless that is in the future. */
export const earlier = (given: string | undefined, now: Date): Date => {
  const time = given === undefined ? now : new Date(given);
  return time < now ? time : now;
};
