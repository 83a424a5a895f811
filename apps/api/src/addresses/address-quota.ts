import { AppError } from '@doorstep/contracts/errors';
import { settingsOf } from '../tenants/tenant.service.ts';

/** Throws `address_limit_reached` when a customer holds as many addresses as the tenant lets them. */
export const assertBelowQuota = ({ settings, held }: { settings: unknown; held: number }): void => {
  const { limits } = settingsOf({ settings });
  if (held < limits.live_addresses) return;
  throw new AppError('address_limit_reached', {
    detail: { key: 'addresses_at_most', held, max: limits.live_addresses },
  });
};

/** Throws `email_not_verified` before the first address of who has not proven their e-mail, where the tenant wants that. */
export const assertEmailVerified = ({
  settings,
  held,
  proven,
}: {
  settings: unknown;
  held: number;
  proven: boolean;
}): void => {
  // Only before the first: whoever had addresses when the tenant began to ask for it is not locked out.
  if (proven || held > 0 || !settingsOf({ settings }).require_verified_email) return;
  throw new AppError('email_not_verified', { detail: { key: 'confirm_email' } });
};
