import type { Customer, CustomerStatus } from '@doorstep/contracts/customer';
import type { LinkSigner } from '../media/link-signer.ts';
import type { CountedCustomer, CustomerRow } from './customer.statements.ts';

type Block = Pick<CustomerRow, 'blockedAt' | 'blockedReason' | 'blockedUntil'>;

/** Returns the current block of a customer, or null. */
const blockOf = ({ blockedAt, blockedReason, blockedUntil }: Block, now: Date): Customer['blocked'] =>
  blockedAt && (!blockedUntil || blockedUntil > now)
    ? { at: blockedAt.toISOString(), reason: blockedReason ?? '', until: blockedUntil?.toISOString() ?? null }
    : null;

const statusOf = ({ eraseAt, status }: CustomerRow, blocked: Customer['blocked']): CustomerStatus => {
  if (eraseAt) return 'erasure_pending';
  return blocked || status === 'inactive' ? 'blocked' : status;
};

/** Converts a row to the customer that staff and systems of the tenant see. */
export const toCustomer = (row: CountedCustomer, links: Pick<LinkSigner, 'link'>, now: Date): Customer => {
  const blocked = blockOf(row, now);
  return {
    id: row.id,
    external_id: row.externalId,
    email: row.email,
    email_verified: row.emailVerifiedAt !== null,
    full_name: row.fullName,
    phone: row.phone,
    profile_picture: row.profilePicture
      ? links.link({ tenantId: row.tenantId, userId: row.id, kind: 'profile', file: row.profilePicture })
      : null,
    status: statusOf(row, blocked),
    blocked,
    metadata: row.metadata,
    addresses_count: row.addressesCount,
    last_sign_in_at: row.lastSignInAt?.toISOString() ?? null,
    created_at: row.createdAt.toISOString(),
    updated_at: row.updatedAt.toISOString(),
    version: row.version,
  };
};
