import {
  column,
  columnsOf,
  command,
  insertInto,
  nullable,
  selectFrom,
  statement,
  updateOf,
} from '@doorstep/database/statement';

// $3 is the current time, and $4 the earliest last use of a live session.
const live = `WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND deleted_at IS NULL
                AND expires_at > $3 AND last_used_at > $4`;

/** A customer's live sessions, most recently used first. */
export const liveSessions = selectFrom('live_sessions', 'session', `${live} ORDER BY last_used_at DESC`);

/** The live session `$5`. */
export const liveSession = selectFrom('live_session', 'session', `${live} AND id = $5`);

/** The live session `$5`, locked for a change. */
export const liveSessionLocked = selectFrom('live_session_locked', 'session', `${live} AND id = $5 FOR UPDATE`);

/** The session of a refresh token, used or not, or NULL, with the tenant's settings for the limit of refreshes. */
export const sessionOfToken = statement(
  'session_of_token',
  { settings: column.json, sessionId: nullable(column.text) },
  `SELECT settings,
          (SELECT session_id FROM refresh_tokens WHERE tenant_id = $1 AND token_hash = $2) AS "sessionId"
     FROM tenants WHERE id = $1`,
);

/**
 * The role of a session's owner, unless the account is disabled or deleted. The row is locked before the session, in the mode
 * that a new token's reference needs. Ending all sessions of a customer locks in the same order, so neither deadlocks.
 */
export const ownerOfSession = statement(
  'owner_of_session',
  columnsOf('user', ['role']),
  `SELECT role FROM users
    WHERE tenant_id = $1 AND id = (SELECT user_id FROM sessions WHERE tenant_id = $1 AND id = $2)
      AND status = 'active' AND deleted_at IS NULL
      FOR KEY SHARE`,
);

/** A session, live or not, locked until the transaction ends. */
export const sessionLocked = selectFrom('session_locked', 'session', 'WHERE tenant_id = $1 AND id = $2 FOR UPDATE');

export const tokenByHash = selectFrom('token_by_hash', 'refreshToken', 'WHERE tenant_id = $1 AND token_hash = $2');

export const tokenById = selectFrom('token_by_id', 'refreshToken', 'WHERE tenant_id = $1 AND id = $2');

export const insertToken = insertInto('insert_token', 'refreshToken');

export const spendToken = updateOf('spend_token', 'refreshToken', ['spentAt', 'childId', 'updatedAt', 'version']);

export const useSession = updateOf('use_session', 'session', [
  'lastUsedAt',
  'address',
  'agent',
  'updatedAt',
  'version',
]);

/** Ends all sessions of the customer `$2` at `$3` except `$4`. */
export const endSessionsBut = command(
  'end_sessions_but',
  `UPDATE sessions SET revoked_at = $3, updated_at = $3, version = version + 1
    WHERE tenant_id = $1 AND user_id = $2 AND revoked_at IS NULL AND id IS DISTINCT FROM $4`,
);

/** Marks a customer's sessions as deleted. The sessions must have ended. */
export const removeSessions = command(
  'remove_sessions',
  `UPDATE sessions SET deleted_at = $3, updated_at = $3, version = version + 1 WHERE tenant_id = $1 AND user_id = $2`,
);

/** The client addresses from which accounts with one of the e-mail keys `$2` have signed in. */
export const knownAddresses = statement(
  'known_addresses',
  columnsOf('session', ['address']),
  `SELECT DISTINCT s.address FROM sessions s JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
    WHERE s.tenant_id = $1 AND s.deleted_at IS NULL AND u.email_key = ANY ($2)`,
);

/** The user agents with which a customer has signed in. */
export const knownDevices = statement(
  'known_devices',
  columnsOf('session', ['agent']),
  'SELECT DISTINCT agent FROM sessions WHERE tenant_id = $1 AND user_id = $2 AND deleted_at IS NULL',
);

export const insertSession = insertInto('insert_session', 'session');

export const endOneSession = updateOf('end_session', 'session', ['revokedAt', 'updatedAt', 'version']);
