import { column, statement } from '@doorstep/database/statement';

/** The role that the database gives the caller. Fails, like every statement, if the caller is not live. */
export const currentActor = statement('current_actor', { actor: column.text }, 'SELECT app_actor() AS actor');

/** The permissions of the caller, as the database has granted them. */
export const heldPermissions = statement(
  'held_permissions',
  { held: column.text },
  "SELECT current_setting('app.permissions') AS held",
);
