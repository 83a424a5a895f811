import { AppError } from '@doorstep/contracts/errors';
import type { Scope } from '@doorstep/database/scope';
import { statement } from '@doorstep/database/statement';

const actorNow = statement<{ actor: string }>('actor_now', 'SELECT app_actor() AS actor');

/** Throws `permission_denied` unless it is the tenant's staff that a transaction acts for, as the database says. */
export const onlyStaff = (actor: string | undefined): void => {
  if (actor !== 'staff') throw new AppError('permission_denied', { detail: { key: 'staff_only' } });
};

/** The same outside of a transaction; throws as well what the database says of a caller who is not live. */
export const assertStaff = async (scope: Scope): Promise<void> => {
  const [row] = await scope.select(actorNow, []);
  onlyStaff(row?.actor);
};
