import { fieldFault } from '@doorstep/contracts/errors';
import type { Event, EventPage, ListEventsInput } from '@doorstep/contracts/event';
import type { Scope } from '@doorstep/database/scope';
import type { Transaction } from '@doorstep/database/transaction';
import type { Localize } from '../imports/import-view.ts';
import { orNotFound } from '../resources/guards.ts';
import type { Dependencies } from '../server/dependencies.ts';
import { type EventRow, eventsBetween, eventsById, eventsOfCustomer, newestPlace } from './event.statements.ts';
import { readObjects } from './event-data.ts';
import { actionsOf } from './event-types.ts';
import { objectOf, toEvent } from './event-view.ts';

type Deps = Pick<Dependencies, 'config' | 'links' | 'now' | 'sealSignal'>;

/** How many places one read looks at, so that a filter for a rare type costs no more than another read. */
const maxPlaces = 10_000;

/**
 * Lists events in the order of their places. Waits for the next event if there is none and the input says so. Throws
 * `validation_failed` for a place that does not exist yet.
 */
export const listEvents = async (
  scope: Scope,
  deps: Deps,
  input: ListEventsInput,
  localize: Localize,
): Promise<EventPage> => {
  const { after, wait } = input;
  // The answer must begin before the time-out of the request.
  const end = Date.now() + Math.min(wait, deps.config.requestTimeoutSeconds / 2) * 1000;
  const waiter = deps.sealSignal.subscribe(scope.caller.tenantId);
  try {
    for (let from = after; ; ) {
      const page = await readEvents(scope, deps, { ...input, after: from }, localize);
      const remaining = end - Date.now();
      if (page.results.length > 0 || page.next_after < page.sealed_to || remaining <= 0) return page;
      from = page.next_after;
      if (!(await waiter.next(remaining))) return page;
    }
  } finally {
    waiter.close();
  }
};

const readEvents = (
  scope: Scope,
  deps: Deps,
  { after, type, customer_id: customerId, limit }: Omit<ListEventsInput, 'wait'>,
  localize: Localize,
): Promise<EventPage> =>
  scope.snapshot(async ({ query }) => {
    const { tenantId } = scope.caller;
    const actions = type ? actionsOf([type]) : null;
    const [[newest], rows] = await Promise.all([
      query(newestPlace, [tenantId]),
      customerId === undefined
        ? query(eventsBetween, [tenantId, after, after + maxPlaces, actions, limit])
        : query(eventsOfCustomer, [tenantId, after, customerId, actions, limit]),
    ]);
    const { sealedTo } = orNotFound(newest);
    if (after > sealedTo) throw placeUnknown(sealedTo);
    const readTo = customerId === undefined ? Math.min(after + maxPlaces, sealedTo) : sealedTo;
    return {
      results: await withObjects(query, tenantId, rows, { ...deps, localize }),
      next_after: rows.length < limit ? readTo : placeOf(rows.at(-1)),
      sealed_to: sealedTo,
    };
  });

/** Returns events by their ids, as they are now. Throws ScopeError for a caller who is no longer live. */
export const readEventsById = (
  scope: Scope,
  deps: Pick<Deps, 'links' | 'now'>,
  ids: readonly string[],
  localize: Localize,
): Promise<Event[]> =>
  scope.snapshot(async ({ query }) => {
    const { tenantId } = scope.caller;
    return withObjects(query, tenantId, await query(eventsById, [tenantId, ids]), { ...deps, localize });
  });

const withObjects = async (
  query: Transaction['query'],
  tenantId: string,
  rows: readonly EventRow[],
  context: Pick<Deps, 'links' | 'now'> & { localize: Localize },
): Promise<Event[]> => {
  const data = await readObjects(
    query,
    tenantId,
    rows.flatMap((row) => objectOf(row) ?? []),
    context,
  );
  return rows.map((row) => toEvent(row, tenantId, data.get(row.entityId ?? '')));
};

const placeOf = (row: EventRow | undefined): number => orNotFound(row).sequence;

const placeUnknown = (last: number) => fieldFault('after', 'event_unknown', { key: 'event_unknown', last });
