import { command, insertInto, selectFrom } from '@doorstep/database/statement';

const usableAt = (time: string): string => `used_at IS NULL AND expires_at > ${time}
  AND EXISTS (SELECT FROM users u WHERE u.tenant_id = mailed_tokens.tenant_id AND u.id = mailed_tokens.user_id
                 AND u.status <> 'inactive' AND u.deleted_at IS NULL)`;

/** The token with the hash `$2`, of one of the kinds `$3`, if it can be used at `$4`. */
export const usableToken = selectFrom(
  'usable_token',
  'mailedToken',
  `WHERE tenant_id = $1 AND token_hash = $2 AND kind = ANY ($3) AND ${usableAt('$4')}`,
);

/** Finds the token `$2` if it can be used at `$3`. */
export const stillUsable = command(
  'still_usable',
  `SELECT FROM mailed_tokens WHERE tenant_id = $1 AND id = $2 AND ${usableAt('$3')}`,
);

/** Ends at `$3` the open tokens of the customer `$2` with the kinds `$4` that were created at `$5` or later. */
export const endTokens = command(
  'end_tokens',
  `UPDATE mailed_tokens SET used_at = $3, updated_at = $3, version = version + 1
    WHERE tenant_id = $1 AND user_id = $2 AND used_at IS NULL AND kind = ANY ($4) AND created_at >= $5`,
);

/** Inserts a token. The database sets its creation time, so that tokens of all processes have one order. */
export const insertMailedToken = insertInto('insert_mailed_token', 'mailedToken', [
  ...(['tenantId', 'id', 'userId', 'kind', 'email', 'provenAt', 'tokenHash', 'expiresAt', 'updatedAt'] as const),
]);
