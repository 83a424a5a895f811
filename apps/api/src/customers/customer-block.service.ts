import type { BlockCustomerInput, Customer } from '@doorstep/contracts/customer';
import { fieldFault } from '@doorstep/contracts/errors';
import type { Erasure } from '@doorstep/contracts/privacy';
import type { Scope } from '@doorstep/database/scope';
import { endAllSessions } from '../accounts/session.service.ts';
import { scheduleErasure } from '../privacy/erasure.service.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { tenantSettings } from '../tenants/tenant.service.ts';
import { addressesCount, type CustomerRow, customerLocked, updateBlock } from './customer.statements.ts';
import { toCustomer } from './customer-view.ts';

type Deps = Pick<Dependencies, 'links' | 'outbox' | 'now'>;
type Block = Pick<CustomerRow, 'blockedAt' | 'blockedReason' | 'blockedUntil'>;

const noBlock: Block = { blockedAt: null, blockedReason: null, blockedUntil: null };

/** Blocks the scope's customer and ends all sessions. Throws `precondition_failed`, and `time_passed` on `until`. */
export const blockCustomer = (
  scope: Scope,
  deps: Deps,
  { reason, until, expected_version }: BlockCustomerInput & ExpectedVersion,
): Promise<Customer> => {
  const blockedAt = deps.now();
  const blockedUntil = until === null ? null : new Date(until);
  if (blockedUntil && blockedUntil <= blockedAt) throw fieldFault('until', 'time_passed', { key: 'time_passed' });
  return setBlock(scope, deps, { blockedAt, blockedReason: reason, blockedUntil }, { expected_version });
};

/** Ends the block of the scope's customer. Throws `precondition_failed`. */
export const unblockCustomer = (scope: Scope, deps: Deps, expected: ExpectedVersion): Promise<Customer> =>
  setBlock(scope, deps, noBlock, expected);

const setBlock = async (
  scope: Scope,
  { links, now }: Deps,
  block: Block,
  { expected_version }: ExpectedVersion,
): Promise<Customer> => {
  const { tenantId, userId } = requireCustomer(scope);
  const row = await scope.write(async (tx) => {
    const [[found], [counts]] = await Promise.all([
      tx.query(customerLocked, [tenantId, userId]),
      tx.query(addressesCount, [userId]),
    ]);
    const before = orNotFound(found);
    assertVersion(before.version, expected_version);
    const after = { ...before, ...block, ...nextVersion(before, now()) };
    tx.send(...updateBlock(after));
    if (block.blockedAt) endAllSessions(tx, { tenantId, userId }, now());
    const action = block.blockedAt ? 'user.blocked' : 'user.unblocked';
    const result = { ...after, addressesCount: orNotFound(counts).held };
    return { result, audit: { action, entityId: userId, before, after } };
  });
  return toCustomer(row, links, now());
};

/** Ends all sessions of the scope's customer. */
export const signOutCustomer = async (scope: Scope, { now }: Pick<Deps, 'now'>): Promise<void> => {
  const { tenantId, userId } = requireCustomer(scope);
  await scope.write(async (tx) => {
    orNotFound((await tx.query(customerLocked, [tenantId, userId]))[0]);
    endAllSessions(tx, { tenantId, userId }, now());
    return { result: null, audit: { action: 'user.signed_out', entityId: userId } };
  });
};

/** Schedules the erasure of the scope's customer, as a request of the customer does. Throws `precondition_failed`. */
export const eraseCustomer = async (
  scope: Scope,
  deps: Deps,
  { expected_version }: ExpectedVersion,
): Promise<Erasure> => {
  const { tenantId, userId } = requireCustomer(scope);
  const eraseAt = await scope.write(async (tx) => {
    const [[row], { erasure_days }] = await Promise.all([
      tx.query(customerLocked, [tenantId, userId]),
      tenantSettings(tx.query, tenantId),
    ]);
    const before = orNotFound(row);
    assertVersion(before.version, expected_version);
    return scheduleErasure(tx, deps, before, { days: erasure_days, by: 'shop' });
  });
  deps.outbox.wake();
  return { erase_at: eraseAt.toISOString() };
};
