import type { Event } from '@doorstep/contracts/event';
import type { Scope } from '@doorstep/database/scope';
import { readEventsById } from '../events/event.service.ts';
import { localizeFaults } from '../http/problem.ts';
import type { Dependencies } from '../server/dependencies.ts';

/** The body of a delivery, and the customer whose data it has. */
export type DeliveryBody = { text: string; customerId: string | null };

/** Makes the bodies of events as they are now, by the ids of the events. Throws ScopeError for a webhook that was disabled. */
export const deliveryBodies = async (
  scope: Scope,
  deps: Pick<Dependencies, 'links' | 'now'>,
  eventIds: readonly string[],
  payload: 'full' | 'thin',
): Promise<ReadonlyMap<string, DeliveryBody>> => {
  const events = await readEventsById(scope, deps, eventIds, (faults) => localizeFaults(faults, 'en'));
  return new Map(
    events.map((event) => [event.id, { text: JSON.stringify(bodyOf(event, payload)), customerId: event.customer_id }]),
  );
};

const bodyOf = (event: Event, payload: 'full' | 'thin'): Event | Omit<Event, 'data'> => {
  if (payload === 'full') return event;
  const { data: _, ...thin } = event;
  return thin;
};
