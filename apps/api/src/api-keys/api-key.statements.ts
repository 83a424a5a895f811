import { column, insertInto, selectFrom, statement, updateOf } from '@doorstep/database/statement';

const page = (name: string, condition: string, limit: string) =>
  selectFrom(name, 'apiKey', `WHERE tenant_id = $1 ${condition} ORDER BY created_at DESC, id DESC LIMIT ${limit}`, [
    'secretHash',
  ]);

/** The tenant's newest `$2` keys. */
export const newestApiKeys = page('newest_api_keys', '', '$2');

/** The tenant's newest `$2` keys before the position `$3`, `$4`. */
export const olderApiKeys = page('older_api_keys', 'AND (created_at, id) < ($3::timestamptz, $4::uuid)', '$2');

export const apiKeyById = selectFrom('api_key_by_id', 'apiKey', 'WHERE tenant_id = $1 AND id = $2', ['secretHash']);

/** The key `$2`, locked until the transaction ends. */
export const apiKeyLocked = selectFrom('api_key_locked', 'apiKey', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [
  'secretHash',
]);

/** The number of keys that are neither revoked nor expired at `$2`. */
export const countLiveApiKeys = statement(
  'count_live_api_keys',
  { count: column.number },
  `SELECT count(*)::int AS count FROM api_keys
    WHERE tenant_id = $1 AND (revoked_at IS NULL OR revoked_at > $2) AND (expires_at IS NULL OR expires_at > $2)`,
);

export const insertApiKey = insertInto('insert_api_key', 'apiKey');

export const updateApiKeyRow = updateOf('update_api_key', 'apiKey', [
  'name',
  'permissions',
  'allowedNetworks',
  'ratePerMinute',
  'expiresAt',
  'revokedAt',
  'updatedAt',
  'version',
]);
