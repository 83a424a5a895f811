import type {
  ApiKey,
  ApiKeyPage,
  CreateApiKeyInput,
  CreatedApiKey,
  ListApiKeysInput,
  RotateApiKeyInput,
  UpdateApiKeyInput,
} from '@doorstep/contracts/api-key';
import { AppError, fieldFault } from '@doorstep/contracts/errors';
import type { Permission } from '@doorstep/contracts/permissions';
import type { Row } from '@doorstep/database/row';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import { v7 as uuidv7 } from 'uuid';
import { byCreation, readTimePage } from '../lists/time-page.ts';
import { orNotFound } from '../resources/guards.ts';
import { assertHeld } from '../resources/held-permissions.ts';
import { assertVersion, type ExpectedVersion, nextVersion } from '../resources/version.ts';
import type { Dependencies } from '../server/dependencies.ts';
import {
  apiKeyById,
  apiKeyLocked,
  countLiveApiKeys,
  insertApiKey,
  newestApiKeys,
  olderApiKeys,
  updateApiKeyRow,
} from './api-key.statements.ts';
import { newApiKey } from './api-key-secret.ts';

type Deps = Pick<Dependencies, 'now'>;

/** A key without its hash. */
export type ApiKeyRow = Omit<Row<'apiKey'>, 'secretHash'>;

/** The most keys that a tenant can have, without revoked and expired ones. */
const maxLiveKeys = 1_000;

/** Whether a key can still be used. */
export const statusOf = ({ revokedAt, expiresAt }: ApiKeyRow, now: Date): ApiKey['status'] => {
  if (revokedAt && revokedAt <= now) return 'revoked';
  return expiresAt && expiresAt <= now ? 'expired' : 'active';
};

/** Converts a row to the key that staff see. */
export const toApiKey = (row: ApiKeyRow, now: Date): ApiKey => ({
  id: row.id,
  name: row.name,
  permissions: row.permissions as Permission[],
  allowed_networks: row.allowedNetworks,
  rate_per_minute: row.ratePerMinute,
  last_four: row.lastFour,
  status: statusOf(row, now),
  expires_at: row.expiresAt?.toISOString() ?? null,
  revoked_at: row.revokedAt?.toISOString() ?? null,
  created_by: row.createdBy,
  api_version: row.apiVersion,
  last_used_at: row.lastUsedAt?.toISOString() ?? null,
  last_used_network: row.lastUsedNetwork,
  created_at: row.createdAt.toISOString(),
  updated_at: row.updatedAt.toISOString(),
  version: row.version,
});

/** Returns whether the tenant has a key with this id. */
export const apiKeyExists = async (scope: Scope, id: string): Promise<boolean> =>
  (await scope.read(apiKeyById, [scope.caller.tenantId, id])).length > 0;

/** Lists a page of the tenant's keys, newest first. */
export const listApiKeys = async (
  scope: Scope,
  { secrets, now }: Pick<Dependencies, 'secrets' | 'now'>,
  input: ListApiKeysInput,
): Promise<ApiKeyPage> => {
  const { tenantId } = scope.caller;
  const { rows, nextCursor } = await readTimePage(secrets, `api-keys ${tenantId}`, input, {
    positionOf: byCreation,
    read: (count, after) =>
      after
        ? scope.read(olderApiKeys, [tenantId, count, after.at, after.id])
        : scope.read(newestApiKeys, [tenantId, count]),
  });
  const at = now();
  return { results: rows.map((row) => toApiKey(row, at)), next_cursor: nextCursor };
};

/** Returns a key. Throws `not_found`. */
export const getApiKey = async (scope: Scope, { now }: Deps, id: string): Promise<ApiKey> => {
  const [row] = await scope.read(apiKeyById, [scope.caller.tenantId, id]);
  return toApiKey(orNotFound(row), now());
};

/** What a new key takes from its input, or from the key that it replaces. */
type Grant = Pick<ApiKeyRow, 'name' | 'permissions' | 'allowedNetworks' | 'ratePerMinute' | 'expiresAt'>;

/** Makes a key's row and the key itself. */
export const makeApiKey = (
  { tenantId, createdBy, ...grant }: Grant & { tenantId: string; createdBy: string | null },
  now: Date,
): { row: Row<'apiKey'>; key: string } => {
  const id = uuidv7();
  const { key, secretHash, lastFour } = newApiKey(tenantId, id);
  const row = {
    ...grant,
    ...{ tenantId, id, createdBy, lastFour, secretHash: new Uint8Array(secretHash) },
    ...{ revokedAt: null, apiVersion: null, lastUsedAt: null, lastUsedNetwork: null },
    ...{ createdAt: now, updatedAt: now, deletedAt: null, version: 1 },
  };
  return { row, key };
};

/**
 * Creates a key. Throws `permission_denied` with the first permission that the caller lacks, `key_limit_reached`, and
 * `validation_failed` for an expiry in the past.
 */
export const createApiKey = async (scope: Scope, { now }: Deps, input: CreateApiKeyInput): Promise<CreatedApiKey> => {
  const at = now();
  const expiresAt = input.expires_at === null ? null : new Date(input.expires_at);
  if (expiresAt && expiresAt <= at) throw fieldFault('expires_at', 'in_the_past', { key: 'in_the_past' });
  const grant: Grant = {
    name: input.name,
    permissions: input.permissions,
    allowedNetworks: input.allowed_networks,
    ratePerMinute: input.rate_per_minute,
    expiresAt,
  };
  return scope.write(async (tx) => {
    const made = await insertNew(tx, scope, grant, at);
    return { result: made.created, audit: { action: 'key.created', entityId: made.row.id, after: made.row } };
  });
};

/**
 * Creates a key in place of another one, which ends after the overlap. Throws as {@link createApiKey} does, `not_found`,
 * `precondition_failed`, and `conflict` for a key that has ended.
 */
export const rotateApiKey = (
  scope: Scope,
  { now }: Deps,
  { id, overlap_seconds, expected_version }: RotateApiKeyInput & ExpectedVersion,
): Promise<CreatedApiKey> =>
  scope.write(async (tx) => {
    const at = now();
    const before = await lockLive(tx, scope, id, expected_version, at);
    const made = await insertNew(tx, scope, before, at);
    const end = new Date(at.getTime() + overlap_seconds * 1000);
    const ends =
      overlap_seconds === 0
        ? { revokedAt: at }
        : { expiresAt: before.expiresAt && before.expiresAt < end ? before.expiresAt : end };
    const after = { ...before, ...ends, ...nextVersion(before, at) };
    tx.send(...updateApiKeyRow(after));
    return {
      result: made.created,
      audit: [
        { action: 'key.created', entityId: made.row.id, after: made.row },
        { action: 'key.rotated', entityId: id, before, after },
      ],
    };
  });

const insertNew = async (
  tx: Transaction,
  scope: Scope,
  { name, permissions, allowedNetworks, ratePerMinute, expiresAt }: Grant,
  now: Date,
): Promise<{ row: Row<'apiKey'>; created: CreatedApiKey }> => {
  const { tenantId, actingAs } = scope.caller;
  const [[live]] = await Promise.all([
    tx.query(countLiveApiKeys, [tenantId, now]),
    assertHeld(tx, permissions, 'permission_to_give'),
  ]);
  if ((live?.count ?? 0) >= maxLiveKeys) {
    throw new AppError('key_limit_reached', { detail: { key: 'keys_at_most', max: maxLiveKeys } });
  }
  const grant = { name, permissions, allowedNetworks, ratePerMinute, expiresAt };
  const { row, key } = makeApiKey({ ...grant, tenantId, createdBy: actingAs?.id ?? null }, now);
  tx.send(...insertApiKey(row));
  return { row, created: { ...toApiKey(row, now), key } };
};

/** Changes a key. Throws `not_found`, `precondition_failed`, `validation_failed` for an added permission, `conflict`. */
export const updateApiKey = (
  scope: Scope,
  { now }: Deps,
  { id, expected_version, ...changes }: UpdateApiKeyInput & ExpectedVersion,
): Promise<ApiKey> =>
  scope.write(async (tx) => {
    const at = now();
    const before = await lockLive(tx, scope, id, expected_version, at);
    const { name, permissions, allowed_networks: allowedNetworks, rate_per_minute: ratePerMinute } = changes;
    const added = permissions?.find((permission) => !before.permissions.includes(permission));
    if (added) throw fieldFault('permissions', 'permission_added', { key: 'permission_added', permission: added });
    const after = {
      ...before,
      ...(name !== undefined && { name }),
      ...(permissions && { permissions }),
      ...(allowedNetworks && { allowedNetworks }),
      ...(ratePerMinute !== undefined && { ratePerMinute }),
      ...nextVersion(before, at),
    };
    tx.send(...updateApiKeyRow(after));
    return { result: toApiKey(after, at), audit: { action: 'key.updated', entityId: id, before, after } };
  });

/** Revokes a key at once. Throws `not_found`, `precondition_failed`. A key that has been revoked stays so. */
export const revokeApiKey = (
  scope: Scope,
  { now }: Deps,
  { id, expected_version }: { id: string } & ExpectedVersion,
): Promise<void> =>
  scope.write(async (tx) => {
    const at = now();
    const [row] = await tx.query(apiKeyLocked, [scope.caller.tenantId, id]);
    const before = orNotFound(row);
    assertVersion(before.version, expected_version);
    const after = { ...before, revokedAt: before.revokedAt ?? at, ...nextVersion(before, at) };
    tx.send(...updateApiKeyRow(after));
    return { result: undefined, audit: { action: 'key.revoked', entityId: id, before, after } };
  });

/** Locks a key that has not ended. Throws `not_found`, `precondition_failed`, `conflict`. */
const lockLive = async (
  tx: Transaction,
  scope: Scope,
  id: string,
  expected: ExpectedVersion['expected_version'],
  now: Date,
): Promise<ApiKeyRow> => {
  const [row] = await tx.query(apiKeyLocked, [scope.caller.tenantId, id]);
  const found = orNotFound(row);
  assertVersion(found.version, expected);
  if (statusOf(found, now) !== 'active') throw new AppError('conflict', { detail: { key: 'key_ended' } });
  return found;
};
