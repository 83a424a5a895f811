import type { ActivityPage, ListActivityInput } from '@doorstep/contracts/activity';
import type { Scope } from '@doorstep/database/scope';
import type { Secrets } from '../config/secrets.ts';
import { openCursor, sealCursor } from '../lists/cursor.ts';
import { requireCustomer } from '../resources/guards.ts';
import { newestEvents, olderEvents } from './activity.statements.ts';
import { toActivity } from './activity-view.ts';

/**
 * Lists a page of events about the caller's data, newest first. Reads the audit trail itself, so that no second record can
 * contradict it.
 */
export const listActivity = async (
  scope: Scope,
  secrets: Secrets,
  { limit, cursor }: ListActivityInput,
): Promise<ActivityPage> => {
  const { tenantId, userId } = requireCustomer(scope);
  const list = `activity ${tenantId} ${userId}`;
  // One extra row shows whether there is a next page.
  const parameters = [tenantId, userId, limit + 1];
  const rows =
    cursor === undefined
      ? await scope.read(newestEvents, parameters)
      : await scope.read(olderEvents, [...parameters, openCursor(secrets, list, cursor)]);
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return { results: page.map(toActivity), next_cursor: last ? sealCursor(secrets, list, last.id) : null };
};
