import type { DoorstepCall } from '../doorstep-call.ts';
import type { CallOptions } from '../doorstep-options.ts';
import { type Event, type EventListParams, type EventPage, eventList } from '../generated/operations.ts';
import type { RequestSender } from '../request-sender.ts';

export type ListEventsInput = EventListParams;
export type FollowEventsInput = Omit<EventListParams, 'wait' | 'limit'>;

/** The longest wait of a request, in seconds. */
const waitSeconds = 25;

/** What happened to customers and their data, in the order of the audit trail. All methods require `events:read`. */
export class Events {
  readonly #connection: RequestSender;

  constructor(connection: RequestSender) {
    this.#connection = connection;
  }

  /** Returns the events behind `after`. Store `next_after` to continue there. */
  list(input?: ListEventsInput, options?: CallOptions): DoorstepCall<EventPage> {
    return eventList(input, this.#connection.asCaller(options));
  }

  /**
   * Iterates over the events behind `after`, then waits for new ones until `options.signal` aborts. After a restart, continue
   * behind the `sequence` of the last event that you have processed.
   */
  async *follow(input: FollowEventsInput = {}, options?: CallOptions): AsyncGenerator<Event, void, undefined> {
    let after = input.after ?? 0;
    for (;;) {
      const page = await this.list({ ...input, after, limit: 100, wait: waitSeconds }, options);
      yield* page.results;
      after = page.next_after;
    }
  }
}
