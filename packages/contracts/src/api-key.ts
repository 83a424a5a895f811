import { z } from 'zod';
import type { Contract } from './contract.ts';
import { network } from './networks.ts';
import { allPermissions } from './permissions.ts';
import { rowId, text, timestamp } from './text.ts';

/** A key with which a system of the tenant calls the API, without its secret. */
export const ApiKey = z
  .object({
    id: rowId,
    name: z.string(),
    permissions: z.array(z.enum(allPermissions)),
    allowed_networks: z.array(z.string()).meta({
      description: 'The networks from which the key is accepted, in CIDR notation. Empty: any network.',
    }),
    rate_per_minute: z.int().meta({ description: 'The number of requests that the key may send in a minute.' }),
    last_four: z.string().meta({ description: 'The last four characters of the key, to recognize it.' }),
    status: z.enum(['active', 'expired', 'revoked']),
    expires_at: timestamp.nullable().meta({ description: 'When the key expires. Null: never.' }),
    revoked_at: timestamp.nullable(),
    created_by: rowId.nullable().meta({ description: 'The member of staff who created the key. Null: an operator.' }),
    api_version: z.string().nullable().meta({ description: 'The `Doorstep-Version` that the key last sent.' }),
    last_used_at: timestamp.nullable().meta({ description: 'The last use, to the minute.' }),
    last_used_network: z.string().nullable(),
    created_at: timestamp,
    updated_at: timestamp,
    version: z.int(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKey = z.output<typeof ApiKey>;

/** A new key. No other answer contains its secret. */
export const CreatedApiKey = ApiKey.extend({
  key: z.string().meta({ description: 'The key itself. Store it now: the API shows it only once.' }),
}).meta({ id: 'CreatedApiKey' });
export type CreatedApiKey = z.output<typeof CreatedApiKey>;

const name = text({ min: 1, max: 120 });
const keyPermissions = z
  .array(z.enum(allPermissions))
  .min(1)
  .max(allPermissions.length)
  .overwrite((given) => allPermissions.filter((permission) => given.includes(permission)));
const networks = z
  .array(network)
  .max(50)
  .overwrite((given) => [...new Set(given)]);
const rate = z.int().min(1).max(100_000);

export const CreateApiKeyInput = z.object({
  name,
  permissions: keyPermissions.meta({ description: 'What the key may do. You must have each of these permissions.' }),
  allowed_networks: networks.default([]),
  rate_per_minute: rate.default(600),
  expires_at: timestamp.nullable().default(null),
});
export type CreateApiKeyInput = z.output<typeof CreateApiKeyInput>;

const byId = z.object({ id: rowId });

export const UpdateApiKeyInput = byId.extend({
  name: name.optional(),
  permissions: keyPermissions.optional().meta({ description: 'A subset of the current permissions.' }),
  allowed_networks: networks.optional(),
  rate_per_minute: rate.optional(),
});
export type UpdateApiKeyInput = z.output<typeof UpdateApiKeyInput>;

/** The longest time for which a replaced key stays valid: a week, in seconds. */
export const maxOverlapSeconds = 604_800;

export const RotateApiKeyInput = byId.extend({
  overlap_seconds: z.int().min(0).max(maxOverlapSeconds).default(0).meta({
    description: 'How long the old key stays valid, unless it expires before.',
  }),
});
export type RotateApiKeyInput = z.output<typeof RotateApiKeyInput>;

export const ListApiKeysInput = z.object({
  limit: z.int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional().meta({ description: '`next_cursor` of the previous page.' }),
});
export type ListApiKeysInput = z.output<typeof ListApiKeysInput>;

const ApiKeyPage = z
  .object({ results: z.array(ApiKey), next_cursor: z.string().nullable() })
  .meta({ id: 'ApiKeyPage' });
export type ApiKeyPage = z.output<typeof ApiKeyPage>;

const onlyStaff = 'Only staff can do this: a key creates no keys.';

export const listApiKeys = {
  rest: {
    method: 'GET',
    path: '/tenant/keys/',
    status: 200,
    tags: ['API keys'],
    summary: 'List API keys',
    description: 'Newest first, with expired and revoked ones. `next_cursor` is null on the last page.',
  },
  access: { permission: 'keys:read' },
  input: ListApiKeysInput,
  output: ApiKeyPage,
} as const satisfies Contract;

export const createApiKey = {
  rest: {
    method: 'POST',
    path: '/tenant/keys/',
    status: 201,
    tags: ['API keys'],
    summary: 'Create an API key',
    description: `The answer contains the key, which the API shows only once. ${onlyStaff}`,
  },
  access: { permission: 'keys:write', onlyStaff: true },
  input: CreateApiKeyInput,
  output: CreatedApiKey,
  versioned: true,
  errors: ['key_limit_reached'],
} as const satisfies Contract;

export const getApiKey = {
  rest: { method: 'GET', path: '/tenant/keys/{id}/', status: 200, tags: ['API keys'], summary: 'Get an API key' },
  access: { permission: 'keys:read' },
  input: byId,
  output: ApiKey,
  versioned: true,
} as const satisfies Contract;

export const updateApiKey = {
  rest: {
    method: 'PATCH',
    path: '/tenant/keys/{id}/',
    status: 200,
    tags: ['API keys'],
    summary: 'Change an API key',
    description: 'An absent field keeps its value. Permissions can be removed, but not added.',
  },
  access: { permission: 'keys:write' },
  input: UpdateApiKeyInput,
  output: ApiKey,
  versioned: true,
  precondition: true,
  errors: ['conflict'],
} as const satisfies Contract;

export const revokeApiKey = {
  rest: {
    method: 'DELETE',
    path: '/tenant/keys/{id}/',
    status: 204,
    tags: ['API keys'],
    summary: 'Revoke an API key',
    description: 'The key stops working at once. It stays in the list as revoked.',
  },
  access: { permission: 'keys:write' },
  input: byId,
  output: z.void(),
  precondition: true,
} as const satisfies Contract;

export const rotateApiKey = {
  rest: {
    method: 'POST',
    path: '/tenant/keys/{id}/rotate/',
    status: 201,
    tags: ['API keys'],
    summary: 'Replace an API key',
    description: `Creates a key with the name, permissions, networks, rate and expiry of this one. The old key ends after \`overlap_seconds\`, or when it expires, whichever is first. ${onlyStaff}`,
  },
  access: { permission: 'keys:write', onlyStaff: true },
  input: RotateApiKeyInput,
  output: CreatedApiKey,
  precondition: true,
  errors: ['conflict', 'key_limit_reached'],
} as const satisfies Contract;
