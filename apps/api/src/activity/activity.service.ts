import type { ActivityPage, ListActivityInput } from '@doorstep/contracts/activity';
import type { Scope } from '@doorstep/database/scope';
import { openCursor, sealCursor } from '../lists/cursor.ts';
import { requireCustomer } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { type EventRow, keyNames, newestEvents, olderEvents } from './activity.statements.ts';
import { toActivity } from './activity-view.ts';

/**
 * Lists a page of events about the caller's data, newest first. Reads the audit trail itself, so that no second record can
 * contradict it.
 */
export const listActivity = async (
  scope: Scope,
  { secrets, database }: Pick<Dependencies, 'secrets' | 'database'>,
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
  const names = await namesOfKeys(database, scope, page);
  return {
    results: page.map((event) => toActivity(event, names)),
    next_cursor: last ? sealCursor(secrets, list, last.id) : null,
  };
};

/** Finds the names of the API keys that acted, as the tenant itself: a customer sees no other part of a key. */
const namesOfKeys = async (
  database: Dependencies['database'],
  { caller: { tenantId }, requestInfo }: Scope,
  events: readonly EventRow[],
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Set(events.flatMap(({ actor, actorId }) => (actor === 'key' && actorId !== null ? [actorId] : [])));
  if (ids.size === 0) return new Map();
  const tenant = database.scope({ tenantId, userId: null, sessionId: null }, requestInfo);
  const rows = await tenant.read(keyNames, [tenantId, [...ids]]);
  return new Map(rows.map(({ id, name }) => [id, name]));
};
