import type { FieldFault } from '@doorstep/contracts/errors';
import type { TenantSettings } from '@doorstep/contracts/tenant';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { updateAddressRow } from '../addresses/address.statements.ts';
import type { AddressRow } from '../addresses/address-columns.ts';
import { minuteMs } from '../config/durations.ts';
import type { ChangeDeps } from '../customers/customer.service.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { nextVersion } from '../resources/version.ts';
import {
  type ImportRow,
  importLocked,
  insertFault,
  insertImportedAddresses,
  insertImportedCustomers,
  liveAddressesOf,
  type NewCustomerRow,
  releaseDefaultsOf,
  updateProgress,
} from './import.statements.ts';
import type { LineImages } from './import-images.ts';
import { isFaulty, type JudgedLine, type SoundLine } from './judged-line.ts';
import { findMatches, matchOf } from './matching.ts';
import { type AddressWrite, losesDefault, planAddresses } from './planned-addresses.ts';
import { type CustomerChange, newCustomerRow, planChangedCustomer } from './planned-customer.ts';

/** Lines of a file up to, and including, a line. */
export type Batch = { lines: readonly JudgedLine[]; upTo: number; images: ReadonlyMap<SoundLine, LineImages> };

/** Another process has read this part of the file, or the images of a line are those of another customer. */
export class StaleBatchError extends Error {}

/** Two lines of a batch are about the same customer, by different keys. They must be written one by one. */
class SharedCustomerError extends Error {}

/** How long an import belongs to a process that does not tell of its progress. */
export const leaseMs = minuteMs;

type Plan = {
  userId: string;
  created: NewCustomerRow | null;
  change: CustomerChange | null;
  addresses: AddressWrite[];
};

const noImages: Omit<LineImages, 'userId'> = { proofs: new Map() };

/**
 * Writes a batch and its progress in one transaction. Validating writes the progress and the faults alone.
 * Throws {@link StaleBatchError}, ScopeError, and the errors of a line that conflicts with another customer.
 *
 * @returns The row of the import after the batch.
 */
export const writeBatch = (
  scope: Scope,
  deps: ChangeDeps,
  { from, settings }: { from: ImportRow; settings: TenantSettings },
  { lines, upTo, images }: Batch,
): Promise<ImportRow> =>
  scope.write(async (tx) => {
    const { tenantId } = scope.caller;
    const now = deps.now();
    const sound = lines.filter((line): line is SoundLine => !isFaulty(line));
    const [[running], matches] = await Promise.all([
      tx.query(importLocked, [tenantId, from.id]),
      findMatches(tx.query, tenantId, sound, { lock: true }),
    ]);
    if (running?.line !== from.line) throw new StaleBatchError();
    const addresses = await addressesByCustomer(tx, tenantId, matches);
    const counts = { created: 0, updated: 0, unchanged: 0, failed: 0 };
    const plans: Plan[] = [];
    const written = new Set<string>();
    for (const line of lines) {
      const stored = isFaulty(line) ? undefined : images.get(line);
      const plan = isFaulty(line)
        ? line.faults
        : planLine(line, { tenantId, matches, addresses, stored, settings, deps });
      if (Array.isArray(plan)) {
        counts.failed += 1;
        sendFaults(tx, from, line.line, plan);
        continue;
      }
      if (written.has(plan.userId)) throw new SharedCustomerError();
      written.add(plan.userId);
      const isChange = plan.change !== null || plan.addresses.length > 0;
      counts[plan.created ? 'created' : isChange ? 'updated' : 'unchanged'] += 1;
      plans.push(plan);
    }
    const audit = from.mode === 'upsert' ? await writePlans(tx, tenantId, plans) : [];
    const after: ImportRow = {
      ...running,
      ...{ line: upTo, created: running.created + counts.created, updated: running.updated + counts.updated },
      ...{ unchanged: running.unchanged + counts.unchanged, failed: running.failed + counts.failed },
      leasedUntil: new Date(now.getTime() + leaseMs),
      ...nextVersion(running, now),
    };
    tx.send(...updateProgress(after));
    return { result: after, audit, isBatch: true };
  });

type Known = {
  tenantId: string;
  matches: readonly CustomerRow[];
  addresses: ReadonlyMap<string, AddressRow[]>;
  stored: LineImages | undefined;
  settings: TenantSettings;
  deps: ChangeDeps;
};

const planLine = (
  line: SoundLine,
  { tenantId, matches, addresses, stored, settings, deps }: Known,
): Plan | FieldFault[] => {
  const match = matchOf(line, matches);
  if ('fault' in match) return [match.fault];
  const { row } = match;
  const userId = row?.id ?? stored?.userId ?? line.customer.id ?? uuidv7();
  if (stored && stored.userId !== userId) throw new StaleBatchError();
  const { picture, proofs } = stored ?? noImages;
  const owner = { tenantId, userId };
  const given = { customer: line.customer, picture };
  const live = addresses.get(userId) ?? [];
  const planned = planAddresses(owner, live, line.addresses, { settings, proofs, now: deps.now() });
  if ('fault' in planned) return [planned.fault];
  const addressWrites = planned.writes;
  return row
    ? { userId, created: null, change: planChangedCustomer(row, given, deps), addresses: addressWrites }
    : { userId, created: newCustomerRow(owner, given, deps.now()), change: null, addresses: addressWrites };
};

/** Writes what lines do, new rows together. Returns the events. */
const writePlans = async (tx: Transaction, tenantId: string, plans: readonly Plan[]): Promise<AuditEntry[]> => {
  const events: AuditEntry[] = [];
  const created = plans.flatMap((plan) => plan.created ?? []);
  if (created.length > 0) tx.send(...insertImportedCustomers(created));
  events.push(
    ...created.map((row): AuditEntry => {
      const after = { ...row, role: 'customer' };
      return { action: 'user.created', entityId: row.id, userId: row.id, after };
    }),
  );
  for (const { change } of plans) if (change) events.push(await change.write(tx));
  const addresses = plans.flatMap((plan) => plan.addresses);
  const losing = addresses.filter(losesDefault).map(({ after }) => after.id);
  if (losing.length > 0) tx.send(releaseDefaultsOf, [tenantId, losing]);
  for (const { before, after } of addresses) if (before) tx.send(...updateAddressRow(after));
  const added = addresses.flatMap(({ before, after }) => (before ? [] : after));
  if (added.length > 0) tx.send(...insertImportedAddresses(added));
  events.push(...addresses.flatMap((address) => address.events));
  return events;
};

const addressesByCustomer = async (
  tx: Transaction,
  tenantId: string,
  matches: readonly CustomerRow[],
): Promise<Map<string, AddressRow[]>> => {
  if (matches.length === 0) return new Map();
  const rows = await tx.query(liveAddressesOf, [tenantId, matches.map(({ id }) => id)]);
  return Map.groupBy(rows, ({ userId }) => userId);
};

const sendFaults = (
  tx: Transaction,
  { tenantId, id }: ImportRow,
  line: number,
  faults: readonly FieldFault[],
): void => {
  for (const [place, { field, code, message }] of faults.entries()) {
    tx.send(insertFault, [tenantId, id, line, place, field, code, JSON.stringify(message)]);
  }
};
