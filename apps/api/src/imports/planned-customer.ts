import { isDeepStrictEqual } from 'node:util';
import type { CustomerRecord } from '@doorstep/contracts/customer-record';
import type { AuditEntry } from '@doorstep/database/audit';
import type { Transaction } from '@doorstep/database/transaction';
import { emailKey } from '../accounts/email-key.ts';
import { type ChangeDeps, type CustomerChanges, changeCustomer } from '../customers/customer.service.ts';
import type { CustomerRow } from '../customers/customer.statements.ts';
import { nextVersion } from '../resources/version.ts';
import { type NewCustomerRow, updateImportedAccount, updateImportedPicture } from './import.statements.ts';
import { earlier } from './planned-addresses.ts';

/** What a line does to a customer that exists. */
export type CustomerChange = {
  /** Writes it, and returns the event. Throws `email_taken`. */
  write(tx: Transaction): Promise<AuditEntry>;
};

type Given = { customer: CustomerRecord; picture: string | undefined };

/** Makes the row of a new customer. With a password, the customer is active. */
export const newCustomerRow = (
  { tenantId, userId }: { tenantId: string; userId: string },
  { customer, picture }: Given,
  now: Date,
): NewCustomerRow => {
  const { email = '', password_hash: passwordHash = null, blocked } = customer;
  return {
    ...{ tenantId, id: userId, email, emailKey: emailKey(email), passwordHash },
    emailVerifiedAt: customer.email_verified ? now : null,
    fullName: customer.full_name ?? '',
    phone: customer.phone ?? null,
    externalId: customer.external_id ?? null,
    metadata: customer.metadata ?? {},
    profilePicture: picture ?? null,
    status: passwordHash ? 'active' : 'invited',
    ...{ blockedAt: blocked ? now : null, blockedReason: blocked?.reason ?? null },
    blockedUntil: blocked?.until ? new Date(blocked.until) : null,
    ...{ createdAt: earlier(customer.created_at, now), updatedAt: now },
  };
};

/** Plans the change of a customer. Null if the line changes nothing. */
export const planChangedCustomer = (
  before: CustomerRow,
  { customer, picture }: Given,
  deps: ChangeDeps,
): CustomerChange | null => {
  const changes = changesOf(before, customer);
  // Only a customer without a password gets one, and a confirmation with it. A picture that is there stays.
  const isWithoutPassword = before.status === 'invited';
  const passwordHash = (isWithoutPassword && customer.password_hash) || null;
  const isSameEmail = changes.email === undefined || emailKey(changes.email) === before.emailKey;
  const verifies = isWithoutPassword && isSameEmail && customer.email_verified === true && !before.emailVerifiedAt;
  const profilePicture = before.profilePicture ? undefined : picture;
  if (Object.keys(changes).length === 0 && !passwordHash && !verifies && !profilePicture) return null;
  return {
    write: async (tx) => {
      const now = deps.now();
      let after: CustomerRow & { passwordHash?: string } = before;
      if (Object.keys(changes).length > 0) after = await changeCustomer(tx, deps, before, changes);
      if (passwordHash || verifies) {
        const emailVerifiedAt = verifies ? now : after.emailVerifiedAt;
        after = { ...after, emailVerifiedAt, ...(passwordHash && { status: 'active' }), ...nextVersion(before, now) };
        tx.send(...updateImportedAccount({ ...after, passwordHash }));
      }
      if (profilePicture) {
        after = { ...after, profilePicture, ...nextVersion(before, now) };
        tx.send(...updateImportedPicture(after));
      }
      return { action: 'user.updated', entityId: before.id, userId: before.id, before, after };
    },
  };
};

const changesOf = (before: CustomerRow, customer: CustomerRecord): CustomerChanges => {
  const { email, full_name, phone, external_id, metadata } = customer;
  return {
    ...(email !== undefined && email !== before.email && { email }),
    ...(full_name !== undefined && full_name !== before.fullName && { full_name }),
    ...(phone !== undefined && phone !== before.phone && { phone }),
    ...(external_id !== undefined && external_id !== before.externalId && { external_id }),
    ...(metadata !== undefined && !isDeepStrictEqual(metadata, before.metadata) && { metadata }),
  };
};
