import type { Permission } from '@doorstep/contracts/permissions';
import type { Database } from '@doorstep/database/database';
import type { Scope } from '@doorstep/database/scope';
import { validate as isUuid, NIL } from 'uuid';
import { assertLive } from './authenticate.ts';

type Deps = { database: Database };

/**
 * Makes the scope in which the caller of a tenant's scope acts on behalf of a customer. Its first query checks that there is such
 * a customer.
 *
 * @param id The id of the customer, as the client sent it. One that is malformed stands for a customer who cannot exist.
 */
export const customerScope = ({ database }: Deps, { caller, requestInfo }: Scope, id: unknown): Scope =>
  database.scope({ ...caller, userId: isUuid(id) ? String(id).toLowerCase() : NIL }, requestInfo);

/** Checks that the caller of a tenant's scope has another permission too. Throws `permission_denied`. */
export const assertPermission = async (
  { database }: Deps,
  { caller: { actingAs, ...caller }, requestInfo }: Scope,
  permission: Permission,
): Promise<void> => {
  if (!actingAs || actingAs.kind === 'export') throw new Error('The caller acts without permissions');
  await assertLive(database.scope({ ...caller, actingAs: { ...actingAs, permission } }, requestInfo));
};
