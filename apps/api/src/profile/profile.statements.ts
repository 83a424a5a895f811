import { columnsOf, statement, updateOf } from '@doorstep/database/statement';
import { withSearchWords } from '../accounts/user.statements.ts';

/** The country of the default address, or of the newest one. */
export const countriesOfAddresses = statement(
  'countries_of_addresses',
  columnsOf('address', ['country']),
  `SELECT country FROM addresses WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL
    ORDER BY is_default_shipping DESC, is_default_billing DESC, created_at DESC, id DESC LIMIT 1`,
);

export const updateProfileRow = withSearchWords(
  updateOf('update_profile', 'user', ['fullName', 'phone', 'profilePicture', 'searchWords', 'updatedAt', 'version']),
);
