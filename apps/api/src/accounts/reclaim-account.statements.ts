import { command } from '@doorstep/database/statement';

/** Deletes the stored results of a customer's idempotent requests. */
export const removeResults = command(
  'remove_results',
  'DELETE FROM idempotency_keys WHERE tenant_id = $1 AND user_id = $2',
);
