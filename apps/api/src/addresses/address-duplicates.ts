import { AppError } from '@doorstep/contracts/errors';
import { settingsOf } from '../tenants/tenant.service.ts';

/** A live address that is the same as another one, beside the settings that say whether that may be. */
export type Duplicate = { id: string; settings: unknown };

/** Throws `duplicate_address` when a write would make a duplicate and the tenant wants none. */
export const assertNotDuplicate = (duplicate: Duplicate | undefined): void => {
  if (!duplicate || settingsOf(duplicate).duplicate_addresses === 'allow') return;
  throw new AppError('duplicate_address', {
    detail: { key: 'address_exists', address: duplicate.id },
    extension: { duplicate_of: duplicate.id },
  });
};
