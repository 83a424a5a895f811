import { column, statement } from '@doorstep/database/statement';

/** As whom the database lets the caller act. Refused, like every statement, where the caller is not live. */
export const currentActor = statement('current_actor', { actor: column.text }, 'SELECT app_actor() AS actor');
