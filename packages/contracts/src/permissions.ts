/**
 * What staff and API keys can be allowed, with a description. Contracts, roles, keys and row policies use these names. A
 * permission to write includes reading what is written.
 */
export const permissions = {
  'customers:read': 'Read customers, their profiles, sessions and activity',
  'customers:write': 'Create, change, block and erase customers',
  'addresses:read': 'Read the addresses of customers',
  'addresses:write': 'Add, change, delete and restore addresses of customers',
  'proofs:read': 'Read proofs of address',
  'proofs:decide': 'Approve and reject proofs of address',
  'imports:write': 'Import customers',
  'exports:read': 'Export all customers',
  'events:read': 'Read events',
  'webhooks:read': 'Read webhooks and their deliveries',
  'webhooks:write': 'Create, change and delete webhooks',
  'keys:read': 'Read API keys',
  'keys:write': 'Create, change, rotate and revoke API keys',
  'staff:read': 'Read the roles of staff',
  'staff:write': 'Give and take roles',
  'settings:read': 'Read the settings of the tenant',
  'settings:write': 'Change the settings of the tenant',
  'audit:read': 'Read the audit trail',
} as const satisfies Record<`${string}:${'read' | 'write' | 'decide'}`, string>;

export type Permission = keyof typeof permissions;

/** All permissions, in the order of the table. */
export const allPermissions = Object.keys(permissions) as [Permission, ...Permission[]];

/** Named sets of permissions. The database holds the same sets in `role_permissions()`. */
export const rolePermissions = {
  /** The role of every account without another one: no permission beyond its own data. */
  customer: [],
  owner: allPermissions,
  // Only an owner makes or removes owners, which is a rule of those operations.
  admin: allPermissions,
  support: ['customers:read', 'customers:write', 'addresses:read', 'addresses:write', 'proofs:read'],
  reviewer: ['proofs:read', 'proofs:decide'],
  developer: [
    'imports:write',
    'exports:read',
    'events:read',
    'webhooks:read',
    'webhooks:write',
    'keys:read',
    'keys:write',
    'settings:read',
  ],
  auditor: allPermissions.filter((permission) => permission.endsWith(':read')),
} as const satisfies Record<string, readonly Permission[]>;

export type Role = keyof typeof rolePermissions;

/** All roles. */
export const roles = Object.keys(rolePermissions) as [Role, ...Role[]];

/** The roles of staff. */
export type StaffRole = Exclude<Role, 'customer'>;
export const staffRoles = roles.filter((role) => role !== 'customer');
