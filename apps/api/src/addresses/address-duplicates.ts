import { AppError } from '@doorstep/contracts/errors';
import { settingsOf } from '../tenants/tenant.service.ts';

/** A duplicate of an address, with the tenant's settings for duplicates. */
export type Duplicate = { id: string; settings: unknown };

/** Throws `duplicate_address` if a write creates a duplicate and the tenant refuses duplicates. */
export const assertNotDuplicate = (duplicate: Duplicate | undefined): void => {
  if (!duplicate || settingsOf(duplicate).duplicate_addresses === 'allow') return;
  throw new AppError('duplicate_address', {
    detail: { key: 'address_exists', address: duplicate.id },
    extension: { duplicate_of: duplicate.id },
  });
};
