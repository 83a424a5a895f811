import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import type { TenantActor } from '@doorstep/database/transaction-context';

/** Returns the row. Throws the same `not_found` for a missing row, a deleted one, and one of another customer. */
export const orNotFound = <T>(row: T | null | undefined): T => {
  if (row === null || row === undefined) throw new AppError('not_found');
  return row;
};

/** Returns the customer of a scope, who calls or on whose behalf another calls. Throws `not_authenticated` if there is none. */
export const requireCustomer = ({ caller: { tenantId, userId } }: Scope): { tenantId: string; userId: string } => {
  if (!userId) throw new AppError('not_authenticated');
  return { tenantId, userId };
};

/** Returns the customer who calls, with the session. Throws `not_authenticated` for any other caller. */
export const requireSession = (scope: Scope): { tenantId: string; userId: string; sessionId: string } => {
  const { sessionId } = scope.caller;
  if (!sessionId) throw new AppError('not_authenticated');
  return { ...requireCustomer(scope), sessionId };
};

/** Returns the member of staff or the API key that calls. Throws an error for any other caller: no contract lets one in. */
export const requireTenantActor = ({ caller: { actingAs } }: Scope): TenantActor => {
  if (actingAs?.kind !== 'staff' && actingAs?.kind !== 'key') throw new Error('The caller acts without permissions');
  return actingAs;
};
