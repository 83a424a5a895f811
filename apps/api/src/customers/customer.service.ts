import type {
  CreateCustomerInput,
  Customer,
  UpdateCustomerInput,
  UpsertCustomerInput,
} from '@doorstep/contracts/customer';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Metadata } from '@doorstep/contracts/metadata';
import { violatedConstraint } from '@doorstep/database/database-fault';
import type { Change, Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { emailKey, emailKeys } from '../accounts/email-key.ts';
import { endMailedTokens, mailToken } from '../accounts/mailed-token.ts';
import { emailRegistered } from '../accounts/user.statements.ts';
import type { MailQueue } from '../mail/outbox.ts';
import type { LinkSigner } from '../media/link-signer.ts';
import { orNotFound, requireCustomer } from '../resources/guards.ts';
import { mergeMetadata } from '../resources/metadata.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import {
  addressesCount,
  type CountedCustomer,
  type CustomerRow,
  customerByExternalIdLocked,
  customerById,
  customerLocked,
  insertCustomer,
  updateCustomerRow,
} from './customer.statements.ts';
import { toCustomer } from './customer-view.ts';

type Deps = Pick<Dependencies, 'links' | 'outbox' | 'secrets' | 'now'>;

/** Returns the customer of the scope. Throws `not_found`. */
export const getCustomer = async (scope: Scope, links: LinkSigner, now: Date): Promise<Customer> => {
  const { tenantId, userId } = requireCustomer(scope);
  const [row] = await scope.read(customerById, [tenantId, userId]);
  return toCustomer(orNotFound(row), links, now);
};

/** Creates a customer without a password. Throws `email_taken`, `external_id_taken`. */
export const createCustomer = async (scope: Scope, deps: Deps, input: CreateCustomerInput): Promise<Customer> => {
  const row = await withConflicts(scope.write((tx) => insert(tx, scope, deps, input)));
  deps.outbox.wake();
  return toCustomer(row, deps.links, deps.now());
};

/**
 * Creates the customer with an external id, or replaces the customer that has it. Throws `email_taken`,
 * `precondition_failed`.
 */
export const upsertCustomer = async (
  scope: Scope,
  deps: Deps,
  { external_id, expected_version, ...input }: UpsertCustomerInput & ExpectedVersion,
): Promise<Customer> => {
  const { tenantId } = scope.caller;
  const attempt = () =>
    scope.write<CountedCustomer>(async (tx) => {
      const [before] = await tx.query(customerByExternalIdLocked, [tenantId, external_id]);
      if (!before) {
        if (expected_version !== undefined) throw new AppError('precondition_failed');
        return insert(tx, scope, deps, { ...input, external_id });
      }
      assertVersion(before.version, expected_version);
      const { send_invitation: _, phone = null, ...fields } = input;
      return changed(tx, deps, before, { ...fields, phone });
    });
  const row = await withConflicts(attempt()).catch((error) => {
    // Another request may have created the customer since. Then this one replaces it.
    if (error instanceof AppError && error.status === 409) return withConflicts(attempt());
    throw error;
  });
  deps.outbox.wake();
  return toCustomer(row, deps.links, deps.now());
};

/** Changes the given fields of the scope's customer. Throws `email_taken`, `external_id_taken`, `precondition_failed`. */
export const updateCustomer = async (
  scope: Scope,
  deps: Deps,
  { expected_version, metadata, ...fields }: UpdateCustomerInput & ExpectedVersion,
): Promise<Customer> => {
  const { tenantId, userId } = requireCustomer(scope);
  const writing = scope.write(async (tx) => {
    const [row] = await tx.query(customerLocked, [tenantId, userId]);
    const before = orNotFound(row);
    assertVersion(before.version, expected_version);
    return changed(tx, deps, before, {
      ...fields,
      ...(metadata && { metadata: mergeMetadata(before.metadata, metadata) }),
    });
  });
  const row = await withConflicts(writing);
  deps.outbox.wake();
  return toCustomer(row, deps.links, deps.now());
};

const insert = async (
  tx: Transaction,
  { caller: { tenantId } }: Scope,
  deps: Deps,
  { email, full_name: fullName, phone = null, external_id: externalId, metadata, send_invitation }: CreateCustomerInput,
): Promise<Change<CountedCustomer>> => {
  if ((await tx.query(emailRegistered, [tenantId, emailKeys(email)])).length > 0) throw emailTaken();
  const at = deps.now();
  const row: CountedCustomer = {
    ...{ tenantId, id: uuidv7(), email, emailKey: emailKey(email), fullName, phone, externalId, metadata },
    ...{ profilePicture: null, role: 'customer', status: 'invited', version: 1, addressesCount: 0 },
    ...{ createdAt: at, updatedAt: at, deletedAt: null, emailVerifiedAt: null, lastSignInAt: null },
    ...{ eraseAt: null, erasureRequestedAt: null, blockedAt: null, blockedReason: null, blockedUntil: null },
  };
  // Awaited, so that a conflict is known before the result of a keyed request is stored.
  await tx.query(...insertCustomer(row));
  if (send_invitation) await mailToken(tx, deps, row, { kind: 'invite' });
  return { result: row, audit: { action: 'user.created', entityId: row.id, userId: row.id, after: row } };
};

/** Changes of a customer. Metadata replaces all that is there. */
export type CustomerChanges = Omit<UpdateCustomerInput, 'metadata'> & { metadata?: Metadata };

export type ChangeDeps = Pick<Dependencies, 'secrets' | 'now'> & { outbox: MailQueue };

const changed = async (
  tx: Transaction,
  deps: ChangeDeps,
  before: CustomerRow,
  changes: CustomerChanges,
): Promise<Change<CountedCustomer>> => {
  const { id } = before;
  const [counts] = await tx.query(addressesCount, [id]);
  const after = await changeCustomer(tx, deps, before, changes);
  return {
    result: { ...after, addressesCount: orNotFound(counts).held },
    audit: { action: 'user.updated', entityId: id, userId: id, before, after },
  };
};

/** Writes the changes of a locked customer, and returns the new row. Throws `email_taken`. */
export const changeCustomer = async (
  tx: Transaction,
  deps: ChangeDeps,
  before: CustomerRow,
  { email = before.email, full_name, phone, external_id, metadata }: CustomerChanges,
): Promise<CustomerRow> => {
  const key = emailKey(email);
  const isNewEmail = key !== before.emailKey;
  const after = {
    ...before,
    ...{ email, emailKey: key },
    ...(isNewEmail && { emailVerifiedAt: null }),
    ...(full_name !== undefined && { fullName: full_name }),
    ...(phone !== undefined && { phone }),
    ...(external_id !== undefined && { externalId: external_id }),
    ...(metadata !== undefined && { metadata }),
    ...nextVersion(before, deps.now()),
  };
  if (isNewEmail) await moveEmail(tx, deps, before, after);
  tx.send(...updateCustomerRow(after));
  return after;
};

/** Tells the old e-mail about the new one, and asks the new one for its confirmation. Throws `email_taken`. */
const moveEmail = async (tx: Transaction, deps: ChangeDeps, before: CustomerRow, after: CustomerRow): Promise<void> => {
  const { tenantId, id: userId } = before;
  const keys = emailKeys(after.email).filter((key) => key !== before.emailKey);
  if ((await tx.query(emailRegistered, [tenantId, keys])).length > 0) throw emailTaken();
  // A link in the old mailbox must not give access to the account.
  endMailedTokens(tx, { tenantId, userId }, deps.now(), { kinds: ['reset', 'verify', 'change', 'invite'] });
  await deps.outbox.queue(tx, before, { kind: 'email_changed_by_shop' });
  if (after.status === 'active') await mailToken(tx, deps, after, { kind: 'verify' });
};

const externalIdKey = 'users_tenant_id_external_id_key';
const emailKeyKey = 'users_tenant_id_email_key_key';

const emailTaken = () => fieldFault('email', 'email_taken', { key: 'email_of_customer' }, 'email_taken');

const externalIdTaken = () =>
  fieldFault('external_id', 'external_id_taken', { key: 'external_id_of_customer' }, 'external_id_taken');

/** Returns the error for a write that conflicts with another customer, or undefined for any other error. */
export const conflictOf = (error: unknown): AppError | undefined => {
  const constraint = violatedConstraint(error);
  if (constraint === externalIdKey) return externalIdTaken();
  return constraint === emailKeyKey ? emailTaken() : undefined;
};

/** Awaits a write, and converts a conflict with another customer into its error. */
const withConflicts = async <T>(writing: Promise<T>): Promise<T> => {
  try {
    return await writing;
  } catch (error) {
    throw conflictOf(error) ?? error;
  }
};
