import { CreateApiKeyInput } from '@doorstep/contracts/api-key';
import { allPermissions } from '@doorstep/contracts/permissions';
import type { OperatorScope } from '@doorstep/database/operator-scope';
import { type ApiKeyRow, makeApiKey } from '../api-keys/api-key.service.ts';

/** The options of a new key, as the command line gives them. */
export type ApiKeyOptions = {
  name: string;
  permissions: string;
  expires?: string | undefined;
  networks?: string | undefined;
  rate?: string | undefined;
};

const listOf = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean);

const parseOptions = ({ name, permissions, expires, networks, rate }: ApiKeyOptions): CreateApiKeyInput => {
  const at = expires === undefined ? undefined : new Date(expires);
  if (at && (Number.isNaN(at.getTime()) || at <= new Date()))
    throw new Error('--expires must be a date in the future.');
  const parsed = CreateApiKeyInput.safeParse({
    name,
    permissions: listOf(permissions),
    allowed_networks: listOf(networks),
    ...(rate !== undefined && { rate_per_minute: Number(rate) }),
    expires_at: at?.toISOString() ?? null,
  });
  if (parsed.success) return parsed.data;
  const [field] = parsed.error.issues[0]?.path ?? [];
  if (field === 'permissions') throw new Error(`--permissions must be some of: ${allPermissions.join(', ')}`);
  throw new Error(`The value of ${String(field)} is not valid.`);
};

/** Creates a key of a tenant, with any permissions. Returns the key itself, which is not stored. */
export const createApiKeyOf = (
  operator: OperatorScope,
  tenantId: string,
  options: ApiKeyOptions,
): Promise<{ row: ApiKeyRow; key: string }> => {
  const input = parseOptions(options);
  const grant = {
    name: input.name,
    permissions: input.permissions,
    allowedNetworks: input.allowed_networks,
    ratePerMinute: input.rate_per_minute,
    expiresAt: input.expires_at === null ? null : new Date(input.expires_at),
  };
  return operator.change(async (tx) => {
    if (!(await tx.tenant.findFirst({ where: { id: tenantId } }))) throw new Error(`There is no tenant ${tenantId}.`);
    const { row, key } = makeApiKey({ ...grant, tenantId, createdBy: null }, new Date());
    await tx.apiKey.create({ data: row });
    return { result: { row, key }, audit: { action: 'key.created', tenantId, entityId: row.id, after: row } };
  });
};

/** Lists the keys of a tenant, newest first. */
export const listApiKeysOf = (operator: OperatorScope, tenantId: string): Promise<ApiKeyRow[]> =>
  operator.read((db) => db.apiKey.findMany({ where: { tenantId }, orderBy: { createdAt: 'desc' } }));

/** Revokes a key at once. Throws an error for the operator if the tenant has no such key. */
export const revokeApiKeyOf = (operator: OperatorScope, tenantId: string, id: string): Promise<void> =>
  operator.change(async (tx) => {
    const before = await tx.apiKey.findFirst({ where: { tenantId, id } });
    if (!before) throw new Error(`The tenant has no key ${id}.`);
    const now = new Date();
    const after = await tx.apiKey.update({
      where: { tenantId_id: { tenantId, id } },
      data: { revokedAt: before.revokedAt ?? now, version: { increment: 1 } },
    });
    return { result: undefined, audit: { action: 'key.revoked', tenantId, entityId: id, before, after } };
  });
