import { AppError } from '@doorstep/contracts/errors';
import { settingsOf } from '../tenants/tenant.service.ts';

/** Throws `address_limit_reached` if the customer has reached the tenant's limit of addresses. */
export const assertBelowQuota = ({ settings, held }: { settings: unknown; held: number }): void => {
  const { limits } = settingsOf({ settings });
  if (held < limits.live_addresses) return;
  throw new AppError('address_limit_reached', {
    detail: { key: 'addresses_at_most', held, max: limits.live_addresses },
  });
};

/** Throws `email_not_verified` before the first address of an unconfirmed customer, if the tenant requires confirmation. */
export const assertEmailVerified = ({
  settings,
  held,
  emailVerified,
}: {
  settings: unknown;
  held: number;
  emailVerified: boolean;
}): void => {
  // Customers who had addresses before the tenant turned this on must not be locked out.
  if (emailVerified || held > 0 || !settingsOf({ settings }).require_verified_email) return;
  throw new AppError('email_not_verified', { detail: { key: 'confirm_email' } });
};
