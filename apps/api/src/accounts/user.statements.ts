import { fieldsBut, type Row } from '@doorstep/database/row';
import {
  column,
  columnsOf,
  command,
  insertInto,
  type RowStatement,
  selectFrom,
  statement,
  updateOf,
} from '@doorstep/database/statement';
import { type SearchedUser, wordsOfUser } from '../search/search-words.ts';

// What only password checks, the search or the tenant's staff and systems need.
const withheld = [
  ...(['passwordHash', 'searchWords', 'metadata'] as const),
  ...(['blockedAt', 'blockedReason', 'blockedUntil', 'lastSignInAt'] as const),
] as const;

/** A user row without its secrets, and without what customers do not see. */
export type UserRow = Omit<Row<'user'>, (typeof withheld)[number]>;

/** Writes the words of the search with the columns that they come from. */
export const withSearchWords =
  <Given extends { searchWords: string[] }>(write: RowStatement<Given>) =>
  (row: Omit<Given, 'searchWords'> & SearchedUser): ReturnType<RowStatement<Given>> =>
    write({ ...row, searchWords: wordsOfUser(row) } as unknown as Given);

const byId = 'WHERE tenant_id = $1 AND id = $2';

export const userById = selectFrom('user_by_id', 'user', byId, withheld);

/** The user `$2`, locked until the transaction ends. */
export const userLocked = selectFrom('user_locked', 'user', `${byId} FOR UPDATE`, withheld);

/** Locks the row of the customer `$2`, and returns whether the session `$3` is still live. */
export const callerLocked = statement(
  'caller_locked',
  { live: column.boolean },
  'SELECT lock_caller($1, $2, $3) AS live',
);

/** The user `$2` with the password hash. */
export const userWithPassword = selectFrom(
  'user_with_password',
  'user',
  byId,
  withheld.filter((field) => field !== 'passwordHash'),
);

/** Finds the active user `$2` if the password hash is still `$3`. */
export const passwordUnchanged = command(
  'password_unchanged',
  `SELECT FROM users ${byId} AND password_hash = $3 AND status = 'active' AND deleted_at IS NULL`,
);

/** Accounts with one of the e-mail keys `$2` that are not disabled. Those that are invited have no password. */
export const activeAccounts = statement(
  'active_accounts',
  columnsOf('user', ['id', 'emailKey', 'passwordHash']),
  `SELECT id, email_key AS "emailKey", password_hash AS "passwordHash" FROM users
    WHERE tenant_id = $1 AND email_key = ANY ($2) AND status <> 'inactive' AND deleted_at IS NULL`,
);

/** Finds the user `$2` if they are blocked at `$3`. */
export const blockAt = command(
  'block_at',
  `SELECT FROM users ${byId} AND blocked_at IS NOT NULL AND (blocked_until IS NULL OR blocked_until > $3)`,
);

/** Stores when a customer signed in. This is no new version of the account. */
export const noteSignIn = updateOf('note_sign_in', 'user', ['lastSignInAt']);

/** Finds any account with one of the e-mail keys `$2`. */
export const emailRegistered = command(
  'email_registered',
  'SELECT FROM users WHERE tenant_id = $1 AND email_key = ANY ($2)',
);

/** Accounts other than `$3` with one of the e-mail keys `$2`, confirmed ones first. */
export const otherHolders = selectFrom(
  'other_holders',
  'user',
  `WHERE tenant_id = $1 AND email_key = ANY ($2) AND id <> $3 ORDER BY email_verified_at DESC NULLS LAST`,
  withheld,
);

/** Locks the user `$3` and every account with one of the e-mail keys `$2`. */
export const holdersLocked = command(
  'holders_locked',
  'SELECT FROM users WHERE tenant_id = $1 AND (id = $3 OR email_key = ANY ($2)) ORDER BY id FOR UPDATE',
);

const insertedFields = fieldsBut('user', ['metadata', 'blockedAt', 'blockedReason', 'blockedUntil']);

export const insertUser = withSearchWords(insertInto('insert_user', 'user', insertedFields));

export const updateEmail = withSearchWords(
  updateOf('update_email', 'user', ['email', 'emailKey', 'emailVerifiedAt', 'searchWords', 'updatedAt', 'version']),
);

export const confirmEmail = updateOf('confirm_email', 'user', ['emailVerifiedAt', 'updatedAt', 'version']);

/** Sets the first password of a customer, which makes the account active. */
export const acceptInvitationOf = updateOf('accept_invitation', 'user', [
  'passwordHash',
  'emailVerifiedAt',
  'updatedAt',
  'version',
]);

export const updatePassword = updateOf('update_password', 'user', ['passwordHash', 'updatedAt', 'version']);

/** Replaces the hash of an unchanged password. The public row does not change, so its version and the audit trail do not. */
export const replacePasswordHash = command('replace_password_hash', `UPDATE users SET password_hash = $3 ${byId}`);

/** Sets password and profile of an unconfirmed account whose content is removed. */
export const reclaimUser = withSearchWords(
  updateOf('reclaim_user', 'user', [
    'passwordHash',
    'fullName',
    'phone',
    'profilePicture',
    'searchWords',
    'eraseAt',
    'erasureRequestedAt',
    'emailVerifiedAt',
    'updatedAt',
    'version',
  ]),
);

export const setErasure = updateOf('set_erasure', 'user', ['eraseAt', 'erasureRequestedAt', 'updatedAt', 'version']);

/** Deletes the stored results of a customer's idempotent requests. */
export const removeResults = command(
  'remove_results',
  'DELETE FROM idempotency_keys WHERE tenant_id = $1 AND user_id = $2',
);
