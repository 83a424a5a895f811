import type { Permission } from '@doorstep/contracts/permissions';
import type { Database } from '@doorstep/database/database';
import type { Scope } from '@doorstep/database/scope';
import { validate as isUuid, NIL } from 'uuid';
import { requireTenantActor } from '../resources/guards.ts';
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
export const assertPermission = async ({ database }: Deps, scope: Scope, permission: Permission): Promise<void> => {
  const actingAs = { ...requireTenantActor(scope), permission };
  await assertLive(database.scope({ ...scope.caller, actingAs }, scope.requestInfo));
};
