import { AppError } from '@doorstep/contracts/errors';
import { settingsOf } from '../tenants/tenant.service.ts';

/** Throws `address_limit_reached` when a customer holds as many addresses as the tenant lets them. */
export const assertRoom = ({ settings, held }: { settings: unknown; held: number }): void => {
  const { limits } = settingsOf({ settings });
  if (held < limits.live_addresses) return;
  throw new AppError('address_limit_reached', {
    detail: `You hold ${held} addresses, and ${limits.live_addresses} is the most. Delete one first.`,
  });
};
