import { AppError } from '@doorstep/contracts/errors';
import { statement } from '@doorstep/database/statement';
import { settingsOf } from '../tenants/tenant.service.ts';

/** A live address that is the same as another one, beside the settings that say whether that may be. */
export type Duplicate = { id: string; settings: unknown };

const duplicateQuery = (name: string, fingerprint: string) =>
  statement<Duplicate>(
    name,
    `SELECT a.id, t.settings FROM addresses a JOIN tenants t ON t.id = a.tenant_id
      WHERE a.tenant_id = $1 AND a.user_id = $2 AND a.deleted_at IS NULL AND a.id <> $3 AND a.fingerprint = ${fingerprint}
      ORDER BY a.created_at, a.id LIMIT 1`,
  );

/** The oldest live address other than `$3` with the fingerprint `$4`. */
export const duplicateByFingerprint = duplicateQuery('address_twin_by_fingerprint', '$4');

/** The oldest live address that is the same as `$3`, as that is stored. */
export const duplicateOfStored = duplicateQuery(
  'address_twin_of_stored',
  '(SELECT fingerprint FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND id = $3)',
);

/** Throws `duplicate_address` when a write would make a duplicate and the tenant wants none. */
export const assertNotDuplicate = (duplicate: Duplicate | undefined): void => {
  if (!duplicate || settingsOf(duplicate).duplicate_addresses === 'allow') return;
  throw new AppError('duplicate_address', {
    detail: { key: 'address_exists', address: duplicate.id },
    extension: { duplicate_of: duplicate.id },
  });
};
