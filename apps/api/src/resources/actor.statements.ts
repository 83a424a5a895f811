import { column, statement } from '@doorstep/database/statement';

/** The role that the database gives the caller. Fails, like every statement, if the caller is not live. */
export const currentActor = statement('current_actor', { actor: column.text }, 'SELECT app_actor() AS actor');
